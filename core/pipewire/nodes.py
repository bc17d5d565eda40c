"""camera_nodes(): the cameras that PipeWire alone knows."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any, cast

_log = logging.getLogger(__name__)
_PROGRAM = "pw-dump"
_LONGEST_S = 3.0


@dataclass(frozen=True, slots=True)
class CameraNode:
    """A node that gives a camera's pictures.

    Attributes:
        serial: never used twice while the service runs.
        name: stays the same when it is plugged in again.
        title: for people.
    """

    serial: int
    name: str
    title: str


def camera_nodes(*, but: str = "") -> list[CameraNode]:
    """Of what gives video, whatever is no V4L2 device, which other ways reach. Blocks for a moment; never raises.

    Args:
        but: name of a node to leave out: our own.
    """
    program = shutil.which(_PROGRAM)
    if program is None:
        return []
    try:
        done = subprocess.run([program, "--no-colors"], capture_output=True, timeout=_LONGEST_S, check=True)
        listed = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        _log.info("PipeWire's cameras cannot be listed: %s", error)
        return []
    found = (_camera(entry) for entry in (cast("list[Any]", listed) if isinstance(listed, list) else []))
    # A node that changes meanwhile is printed twice.
    nodes = {node.name: node for node in found if node is not None and node.name != but}
    return list(nodes.values())


def _camera(entry: Any) -> CameraNode | None:  # Any: whatever the program printed
    try:
        properties = entry["info"]["props"]
        if properties["media.class"] != "Video/Source" or "api.v4l2.path" in properties:
            return None
        name = str(properties["node.name"])
        title = str(properties.get("node.description") or properties.get("node.nick") or name)
        return CameraNode(int(properties["object.serial"]), name, title)
    except (KeyError, TypeError, ValueError):
        return None
