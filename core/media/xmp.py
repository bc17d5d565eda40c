"""kept_xmp(): the words of an XMP packet, without what describes the pixels of the file that it comes from."""

from __future__ import annotations

from xml.etree import ElementTree as ET

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DESCRIPTION = f"{{{_RDF}}}Description"
# Gain maps, depth, films inside, edits and regions of faces belong to the photograph and not to its toon.
_KEPT = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "cc": "http://creativecommons.org/ns#",
}
_FOREIGN = (f"{{{_KEPT['xmp']}}}Thumbnails", f"{{{_KEPT['photoshop']}}}ICCProfile")
_PREFIXES = _KEPT | {"rdf": _RDF, "x": "adobe:ns:meta/"}
_MOST_BYTES = 1 << 20


def kept_xmp(packet: bytes) -> bytes:
    """The part of an XMP packet that is still true of a toon; empty where there is none, or it cannot be read."""
    if not packet or len(packet) > _MOST_BYTES:
        return b""
    try:
        root = ET.fromstring(packet.strip(b"\0 \t\r\n"))  # noqa: S314 - expat bounds entities, and loads none
    except (ET.ParseError, ValueError, LookupError):
        return b""
    found = False
    for description in root.iter(_DESCRIPTION):
        for name in [name for name in description.attrib if not _is_kept(name) and not name.startswith(f"{{{_RDF}}}")]:
            del description.attrib[name]
        for child in [child for child in description if not _is_kept(child.tag)]:
            description.remove(child)
        found = found or len(description) > 0 or any(map(_is_kept, description.attrib))
    if not found:
        return b""
    for prefix, space in _PREFIXES.items():
        ET.register_namespace(prefix, space)
    return ET.tostring(root, encoding="utf-8")


def _is_kept(name: str) -> bool:
    return name.startswith(tuple(f"{{{space}}}" for space in _KEPT.values())) and not name.startswith(_FOREIGN)
