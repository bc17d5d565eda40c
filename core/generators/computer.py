"""computer_versions(): the runtime, system and drivers of this computer, in one line."""

# ONNX Runtime ships no types, and Python's registry is there on Windows alone.
# pyright: standard

from __future__ import annotations

import platform
from importlib import import_module
from pathlib import Path

import onnxruntime as ort

_NVIDIA = Path("/sys/module/nvidia/version")
_ADAPTERS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
_MOST_ADAPTERS = 4


def computer_versions() -> str:
    """What a driver's update changes: of the other graphics cards on Linux and macOS the system's own version."""
    drivers = _windows_drivers() if platform.system() == "Windows" else _nvidia_driver()
    return f"ONNX Runtime {ort.__version__}; {platform.platform()}; {drivers}"


def _nvidia_driver() -> str:
    return _NVIDIA.read_text().strip() if _NVIDIA.is_file() else ""


def _windows_drivers() -> str:
    """Versions of the graphics drivers, as Windows notes them."""
    registry = import_module("winreg")
    versions: list[str] = []
    for place in range(_MOST_ADAPTERS):
        try:
            with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, rf"{_ADAPTERS}\{place:04}") as key:
                versions.append(str(registry.QueryValueEx(key, "DriverVersion")[0]))
        except OSError:
            break
    return " ".join(versions)
