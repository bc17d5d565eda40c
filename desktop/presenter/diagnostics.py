"""diagnostics(): what helps to find a fault, to paste into a report. No pictures, no names of people or folders."""

from __future__ import annotations

import os
import platform

import psutil
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from desktop.live.live import Live
from desktop.system.product import installed_version


def system_lines() -> list[str]:
    """Version, system and processor, as the log begins."""
    memory_gb = psutil.virtual_memory().total / 1e9
    return [
        f"ToonClip {installed_version() or '(version unknown)'}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()}, {platform.machine()}",
        f"{os.cpu_count()} cores, {memory_gb:.1f} GB of memory",
    ]


def diagnostics(live: Live) -> str:
    """The state of the running program, in English: a report is read by those who wrote it. GUI thread."""
    stats, status, models = live.session.stats, live.sources.status, live.models
    screens = ", ".join(
        f"{screen.size().width()} x {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    kind = status.choice.kind.name.lower() if status.choice is not None else "none"
    delivers = f", delivers {live.sources.format}" if live.sources.format else ""
    settings, encoders = live.session.compose_settings, live.devices.encoders
    drawn = f"{models.drawn.manifest.id}, {models.provider} {models.precision}" if models.drawn is not None else "none"
    lines = [
        *system_lines(),
        f"Platform {QGuiApplication.platformName()}, screens: {screens}",
        f"Source: {kind}, {status.state.name.lower()}{delivers}; {len(live.sources.cameras)} cameras found",
        f"Model: {drawn}; {len(models.models)} installed",
        f"Layout {settings.layout}, strength {settings.strength:.2f}, steady {settings.steady}",
        f"Source {stats.capture_fps:.1f} fps, toons {stats.output_fps:.1f} fps",
        f"Drawing {stats.generate_ms:.0f} ms, latency {stats.latency_ms:.0f} ms, {stats.dropped} left out",
        f"Recording: {live.recording.state.name.lower()}",
        *(encoders.words() if encoders is not None else ()),
        f"Camera for other programs: {live.virtual_camera.state.name.lower()}",
    ]
    return "\n".join(lines) + "\n"
