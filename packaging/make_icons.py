"""Makes the program's icons from assets/icons/toonclip.svg: PNG for Linux, ICO for Windows, ICNS for macOS.

python packaging/make_icons.py [OUTPUT_FOLDER]
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "assets" / "icons" / "toonclip.svg"
PNG_SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)
# Apple's names of the places for pictures; 2x places hold the picture of twice the size.
ICNS_PLACES = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic07": 128,
    b"ic08": 256,
    b"ic09": 512,
    b"ic10": 1024,
    b"ic11": 32,
    b"ic12": 64,
    b"ic13": 256,
    b"ic14": 512,
}
MAC_MARGIN_SHARE = 0.055
"""macOS leaves air around its icons."""


def main() -> int:
    """Entry point; returns the exit status."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    for side_px in PNG_SIZES_PX:
        (folder / f"toonclip-{side_px}.png").write_bytes(png(side_px))
    (folder / "toonclip.ico").write_bytes(ico({side_px: png(side_px) for side_px in ICO_SIZES_PX}))
    places = {name: png(side_px, margin_share=MAC_MARGIN_SHARE) for name, side_px in ICNS_PLACES.items()}
    (folder / "toonclip.icns").write_bytes(icns(places))
    print(folder)
    del app
    return 0


def png(side_px: int, *, margin_share: float = 0.0) -> bytes:
    """The drawing as a square PNG."""
    renderer = QSvgRenderer(str(SOURCE))
    if not renderer.isValid():
        raise SystemExit(f"{SOURCE} is not a drawing that Qt can read.")
    image = QImage(side_px, side_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    margin_px = side_px * margin_share
    bounds = image.rect().toRectF().adjusted(margin_px, margin_px, -margin_px, -margin_px)
    renderer.render(painter, bounds)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise SystemExit("Qt cannot write PNG.")
    return buffer.data().data()


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG pictures by side in px; 256 is written as 0."""
    header = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(header) + 16 * len(pictures)
    entries = b""
    for side_px, data in pictures.items():
        entries += struct.pack("<BBBBHHII", side_px % 256, side_px % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return header + entries + b"".join(pictures.values())


def icns(places: dict[bytes, bytes]) -> bytes:
    """An Apple icon of PNG pictures by place."""
    body = b"".join(name + struct.pack(">I", len(data) + 8) + data for name, data in places.items())
    return b"icns" + struct.pack(">I", len(body) + 8) + body


if __name__ == "__main__":
    sys.exit(main())
