"""version_resource(): what Windows shows under Properties > Details. Run by app.spec, never imported."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "The ToonClip authors"),
      StringStruct("FileDescription", "ToonClip: a live cartoon of your camera"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "toonclip"),
      StringStruct("LegalCopyright", "MIT License; see THIRD-PARTY-LICENCES.txt"),
      StringStruct("ProductName", "ToonClip"),
      StringStruct("ProductVersion", "{version}")])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])])
  ]
)
"""


def version_resource(version: str, folder: Path = Path("build")) -> str:
    """Write the resource; the path of its file, as PyInstaller's `EXE(version=)` takes it."""
    digits = [int(number) for number in re.findall(r"\d+", version)[:3]]
    numbers = tuple((digits + [0] * 4)[:4])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "version_resource.txt"
    path.write_text(TEMPLATE.format(numbers=numbers, version=version), encoding="utf-8")
    return str(path)
