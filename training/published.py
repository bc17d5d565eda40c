"""Where weights are published, and whether they can be had from there: found out before torch is imported."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from huggingface_hub import constants

from training.library_names import library_encoders, library_repository, timm_repository
from training.networks.encoders import find_encoder

_TORCHVISION = {
    "squeezenet1_1": "https://download.pytorch.org/models/squeezenet1_1-b8a52dc0.pth",
    "vgg16": "https://download.pytorch.org/models/vgg16-397923af.pth",
    "vgg19": "https://download.pytorch.org/models/vgg19-dcbb9e9d.pth",
}
_LONGEST_WAIT_S = 3


def published_address(name: str, *, is_encoder: bool) -> str:
    """Of the weights that are downloaded for a network, a file's or a page's; empty where it is not known.

    Encoders but SqueezeNet come through segmentation-models-pytorch, feature networks from torchvision and timm.
    """
    if name in _TORCHVISION and (name == "squeezenet1_1" or not is_encoder):
        return _TORCHVISION[name]
    network = (find_encoder(name) if is_encoder else None) or f"tu-{name}"
    is_timm_s = network not in library_encoders()
    repository = timm_repository(network.removeprefix("tu-")) if is_timm_s else library_repository(network)
    return f"{constants.ENDPOINT}/{repository}" if repository else ""


def out_of_reach(addresses: Iterable[str]) -> dict[str, str]:
    """Those whose files are neither kept from an earlier download nor can be asked for, each with the reason."""
    wanted = [address for address in dict.fromkeys(addresses) if address and not _is_kept(address)]
    reasons = _no_answers(frozenset(map(_host, wanted)))
    return {address: reason for address in wanted if (reason := reasons[_host(address)])}


def _is_kept(address: str) -> bool:
    """Whether torch or the Hugging Face Hub has downloaded a file of this address before."""
    if address in _TORCHVISION.values():
        caches = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "torch"
        kept = Path(os.environ.get("TORCH_HOME", caches)).expanduser() / "hub" / "checkpoints"
        return (kept / address.rpartition("/")[2]).is_file()
    repository = address.removeprefix(f"{constants.ENDPOINT}/").replace("/", "--")
    return any(Path(constants.HF_HUB_CACHE).glob(f"models--{repository}/snapshots/*/*"))


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def _no_answers(hosts: frozenset[str]) -> dict[str, str]:
    """For each host `_no_answer`; all are asked at once, as one that drops what it is sent takes all the time.

    The time that a socket is given does not bound the look-up of a name, nor the number of addresses that are tried.
    """
    reasons = dict.fromkeys(hosts, f"no answer within {_LONGEST_WAIT_S} s")

    def ask(host: str) -> None:
        reasons[host] = _no_answer(host)

    threads = [Thread(target=ask, args=(host,), daemon=True) for host in hosts]
    for thread in threads:
        thread.start()
    end_s = time.monotonic() + _LONGEST_WAIT_S
    for thread in threads:
        thread.join(max(0.0, end_s - time.monotonic()))
    return dict(reasons)


def _no_answer(host: str) -> str:
    """Why a host cannot be asked, or empty; whatever it answers, it is there."""
    try:
        urlopen(Request(host, method="HEAD"), timeout=2 * _LONGEST_WAIT_S).close()  # noqa: S310  # ours, all https
    except HTTPError:
        return ""
    except URLError as error:
        return str(error.reason)
    except OSError as error:
        return str(error)
    return ""
