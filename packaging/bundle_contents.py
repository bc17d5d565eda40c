"""wanted(): which of the files that PyInstaller collects belong into the program. Run by app.spec, never imported.

PyInstaller takes every Qt plugin with all that it links to. The program is widgets, SVG icons and pictures that it
paints itself: no OpenGL, QML, network, printing or database.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

QT_LIBRARIES = {
    *("Core", "Gui", "Widgets", "Svg", "DBus"),
    *("XcbQpa", "WaylandClient", "WlShellIntegration"),
}
QT_PLUGINS = {
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qcocoa", "qwindows"},
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg"},
    "platformthemes": {"qxdgdesktopportal"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"bradient"},
    "styles": {"qmacstyle", "qmodernwindowsstyle", "qwindowsvistastyle"},
}
_QT_LIBRARY = re.compile(r"(?:^|/)(?:lib)?Qt6?(\w+?)(?:\.framework/.*|\.abi3\..*|\.so.*|\.dll|\.pyd|\.dylib)$")
_PLUGIN = re.compile(r"(?:^|/)PySide6/(?:Qt/)?plugins/([^/]+)/(?:lib)?([^/.]+)\.\w+$")
_LEFT_OUT = (
    re.compile(r"(?:^|/)PySide6/(?:Qt/)?(?:translations|qml|resources|libexec|metatypes)/"),
    re.compile(r"(?:^|/)(?:opengl32sw|d3dcompiler_\d+)\.dll$", re.IGNORECASE),
    re.compile(r"(?:^|/)cv2/(?:data|qt)/"),
    re.compile(r"(?:^|/)cv2/opencv_videoio_ffmpeg\w*\.dll$"),  # a plugin of OpenCV; PyAV brings FFmpeg
    re.compile(r"(?:^|/)(?:direct_url\.json|RECORD|REQUESTED|INSTALLER|uv_cache\.json)$"),
    re.compile(r"(?:^|/)libmvec\.so"),  # a part of glibc, which has to be the system's
    re.compile(r"(?:^|/)libgtk-3\.|(?:^|/)libgdk-3\."),
)


def wanted(destination: str) -> bool:
    """Whether the file of this place inside the bundle is kept."""
    name = PurePosixPath(destination.replace("\\", "/")).as_posix()
    if any(pattern.search(name) for pattern in _LEFT_OUT):
        return False
    plugin = _PLUGIN.search(name)
    if plugin is not None:
        return plugin[2] in QT_PLUGINS.get(plugin[1], ())
    library = _QT_LIBRARY.search(name)
    return library is None or library[1] in QT_LIBRARIES
