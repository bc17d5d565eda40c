"""find_providers(): what on this computer could run a network in ONNX Runtime, and why the rest of it cannot."""

# ONNX Runtime ships no types, nor do the packages of its providers.
# pyright: standard

from __future__ import annotations

import importlib
import logging
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import onnxruntime as ort

from core.generators.coreml_runtime import native_present

_log = logging.getLogger(__name__)

_PLUGINS = "onnxruntime_ep_"
"""How the packages of plugin providers begin: https://onnxruntime.ai/docs/execution-providers/plugin-ep-libraries."""
_SUFFIX = "ExecutionProvider"
_TITLES = {
    "CPU": "Processor",
    "Dml": "DirectML",
    "MIGraphX": "MIGraphX",
    "NvTensorRTRTX": "TensorRT-RTX",
    "ROCM": "ROCm",
    "Tensorrt": "TensorRT",
    "WebGpu": "WebGPU",
}
_GPU_ALONE = {"CUDA", "Dml", "MIGraphX", "NvTensorRTRTX", "ROCM", "Tensorrt", "WebGpu"}
# Not among them: what sends pictures elsewhere, and what is in every build and does nothing here.
_NEVER = {"CPUExecutionProvider", "AzureExecutionProvider"}


@dataclass(frozen=True, slots=True)
class Provider:
    """Something that runs networks.

    Attributes:
        name: as ONNX Runtime calls it, or CoreML.
        device: the kind of hardware, such as GPU or NPU; empty: the provider's own.
        version: of the provider; empty: that of ONNX Runtime.
    """

    name: str
    device: str = ""
    version: str = ""

    @property
    def title(self) -> str:
        """For people: CUDA, OpenVINO on the NPU."""
        short = self.name.removesuffix(_SUFFIX)
        title = _TITLES.get(short, short)
        return f"{title} on the {self.device}" if self.device and short not in _GPU_ALONE else title


PROCESSOR = Provider("CPUExecutionProvider")
COREML = Provider("CoreML")


@dataclass(frozen=True, slots=True)
class FoundProviders:
    """What there is beside the processor.

    Attributes:
        present: can be tried.
        absent: title and reason of each that cannot.
    """

    present: tuple[Provider, ...] = ()
    absent: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A way that people ask about, with the systems that have it, and the package that brings it."""

    provider: str
    systems: tuple[str, ...]
    package: str


_PCS = ("linux", "win32")
_KNOWN = (
    _Known("CUDAExecutionProvider", _PCS, "onnxruntime-gpu"),
    _Known("NvTensorRTRTXExecutionProvider", _PCS, "onnxruntime-ep-nv-tensorrt-rtx"),
    _Known("OpenVINOExecutionProvider", _PCS, "onnxruntime-ep-openvino"),
    _Known("WebGpuExecutionProvider", (*_PCS, "darwin"), "onnxruntime-ep-webgpu"),
    _Known("Windows ML", ("win32",), "windowsml"),
    _Known("CoreML", ("darwin",), "pyobjc-framework-CoreML"),
)


def find_providers() -> FoundProviders:
    """Look for providers; the libraries of those that are plugins are loaded, once. Blocks for up to a second."""
    refused = _registered_plugins()
    present = [*_devices(), *([COREML] if native_present() else ())]
    named = {provider.name for provider in present}
    built_in = (name for name in ort.get_available_providers() if name not in named | _NEVER | {"CoreML" + _SUFFIX})
    present += (Provider(name) for name in built_in)
    named = {provider.name for provider in present}
    absent = {name: why for name, why in refused.items() if name not in named}
    for known in _KNOWN:
        if known.provider not in named | refused.keys():
            absent[known.provider] = _why_absent(known)
    return FoundProviders(tuple(present), tuple((Provider(name).title, why) for name, why in absent.items()))


def open_session(graph: bytes, options: ort.SessionOptions, provider: Provider) -> ort.InferenceSession:
    """A session that runs on this provider, and on the processor what the provider leaves to it.

    Raises:
        Exception: whatever the runtime raises.
        NotOnProvider: it would run on the processor alone.
    """
    options.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    devices = [] if provider == PROCESSOR else _matching(provider)
    if devices:
        options.add_provider_for_devices(devices, {})
        session = ort.InferenceSession(graph, options, enable_fallback=0)
    else:
        names = [provider.name] if provider == PROCESSOR else [provider.name, PROCESSOR.name]
        # ONNX Runtime's own fallback prints to the terminal, and runs the graphics card's file on the processor.
        session = ort.InferenceSession(graph, options, providers=names, enable_fallback=0)
    if session.get_providers()[0] != provider.name:  # replaced by the processor, silently
        raise NotOnProvider(f"{provider.title} does not start on this computer.")
    if not any(part.ep_name == provider.name for part in session.get_provider_graph_assignment_info()):
        raise NotOnProvider(f"{provider.title} takes none of the network's operations.")
    return session


class NotOnProvider(Exception):
    """A provider was asked for, and the processor would do its work."""


def _devices() -> Iterator[Provider]:
    """One for every kind of hardware of every provider; virtual devices have no hardware."""
    seen: set[Provider] = set()
    for device in ort.get_ep_devices():
        provider = _provider_of(device)
        if device.ep_name not in _NEVER and device.device.metadata.get("is_virtual") != "1" and provider not in seen:
            seen.add(provider)
            yield provider


def _matching(provider: Provider) -> list[Any]:
    """The first device of the provider's hardware: a session takes one."""
    _registered_plugins()
    return [device for device in ort.get_ep_devices() if _provider_of(device) == provider][:1]


def _provider_of(device: Any) -> Provider:
    return Provider(device.ep_name, device.device.type.name, device.ep_metadata.get("version", ""))


@cache
def _registered_plugins() -> dict[str, str]:
    """Register every plugin that is installed; why some could not, by provider."""
    refused: dict[str, str] = {}
    for name, path in _plugin_libraries(refused):
        try:
            ort.register_execution_provider_library(name, path)
        except Exception as error:  # pybind's exceptions share no base class but this
            refused[name] = f"its library cannot be loaded: {_first_line(error)}"
        else:
            if not any(device.ep_name == name for device in ort.get_ep_devices()):
                refused[name] = "it is installed, and finds no hardware of its own"
    for name, why in refused.items():
        _log.info("%s is not used: %s", name, why)
    return refused


def _plugin_libraries(refused: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and library of every plugin of a package, and of those that Windows keeps ready."""
    for package in sorted(module.name for module in pkgutil.iter_modules() if module.name.startswith(_PLUGINS)):
        try:
            plugin = importlib.import_module(package)
            yield plugin.get_ep_name(), plugin.get_library_path()
        except Exception as error:  # of a package that is not ours
            refused[package] = f"its package does not work: {_first_line(error)}"
    if sys.platform == "win32":
        yield from _windows_catalog(refused)


def _windows_catalog(refused: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Providers that Windows has downloaded already; none is downloaded for us."""
    try:
        windowsml = importlib.import_module("windowsml")
        with windowsml.EpCatalog() as catalog:
            for entry in catalog.find_all_providers():
                if entry.ready_state.name == "Ready":
                    yield entry.name, entry.library_path
    except ImportError:
        return
    except Exception as error:  # of a package that is not ours
        refused["Windows ML"] = f"its catalogue cannot be read: {_first_line(error)}"


def _why_absent(known: _Known) -> str:
    if sys.platform not in known.systems:
        names = {"linux": "Linux", "win32": "Windows", "darwin": "macOS"}
        return f"only on {' and '.join(names[system] for system in known.systems)}"
    return f"the package {known.package} is not installed"


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0][:200]
