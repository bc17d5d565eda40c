"""newest_version(): which version of the program was released last. Asks GitHub, and sends nothing but the question."""

from __future__ import annotations

import http.client
import json
import time
from typing import cast
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPSHandler, Request, build_opener

from packaging.version import InvalidVersion, Version

from core.errors import UpdateCheckFailed
from core.tls import tls_context

_API = "https://api.github.com/repos"
_SILENT_S = 5.0
_LONGEST_S = 10.0
_LIMIT_BYTES = 1 << 20
_PIECE_BYTES = 1 << 16


def question_for(repository: str) -> str:
    """Where a repository on GitHub, https://github.com/OWNER/NAME, tells its newest release."""
    return f"{_API}{urlsplit(repository).path.rstrip('/')}/releases/latest"


def newest_version(question: str, *, silent_s: float = _SILENT_S, longest_s: float = _LONGEST_S) -> Version:
    """Ask for the newest release; drafts and previews do not count. Blocks; not for the GUI thread.

    Args:
        question: as `question_for` makes it.
        silent_s: how long the server may say nothing.
        longest_s: how long the whole answer may take.

    Raises:
        UpdateCheckFailed: there is no network, no release, or no answer that makes sense.
    """
    try:
        answer = json.loads(_answer(question, silent_s, longest_s))
        return Version(str(answer["tag_name"]).removeprefix("v"))
    except HTTPError as error:
        error.close()
        if error.code == http.HTTPStatus.NOT_FOUND:
            raise UpdateCheckFailed("No release of ToonClip is published yet.") from error
        raise UpdateCheckFailed(
            f"{_server(question)} answers with the error {error.code}.", hint="Try again later."
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise UpdateCheckFailed(
            f"{_server(question)} cannot be reached.", hint="Is this computer connected to the Internet?"
        ) from error
    except (ValueError, TypeError, KeyError, RecursionError, InvalidVersion) as error:
        raise UpdateCheckFailed(
            f"{_server(question)} gave an answer that names no version.", hint="Try again later."
        ) from error


def _answer(question: str, silent_s: float, longest_s: float) -> bytes:
    """The whole answer: a server that drips or never ends is given up."""
    opener = build_opener(HTTPSHandler(context=tls_context()))
    request = Request(question, headers={"User-Agent": "ToonClip", "Accept": "application/vnd.github+json"})  # noqa: S310 - ours
    end_s = time.monotonic() + longest_s
    content = bytearray()
    with cast("http.client.HTTPResponse", opener.open(request, timeout=silent_s)) as response:
        while piece := response.read1(_PIECE_BYTES):
            content += piece
            if len(content) > _LIMIT_BYTES:
                raise ValueError("the answer does not end")
            if time.monotonic() > end_s:
                raise TimeoutError
    return bytes(content)


def _server(question: str) -> str:
    return urlsplit(question).netloc
