"""chapter_lines(): what is known of the libraries inside the wheels, which name few of them. Run by licences.py.

The names are those of the libraries' files, without what comes before and after them on one system or another.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_GCC = ("GCC", "https://gcc.gnu.org")
_FFMPEG = ("FFmpeg", "LGPL-3.0-or-later as it is built here", "https://github.com/PyAV-Org/pyav-ffmpeg")
_X11 = ("X.Org's client libraries", "MIT", "https://gitlab.freedesktop.org/xorg/lib")
_WEBP = ("libwebp", "BSD-3-Clause", "https://chromium.googlesource.com/webm/libwebp")
_AMR = ("OpenCORE AMR", "Apache-2.0", "https://sourceforge.net/projects/opencore-amr")
_NETTLE = ("Nettle", "LGPL-3.0-or-later OR GPL-2.0-or-later", "https://www.lysator.liu.se/~nisse/nettle")
_OPENBLAS = ("OpenBLAS", "BSD-3-Clause", "https://github.com/OpenMathLib/OpenBLAS")
KNOWN = {
    **dict.fromkeys(
        ("avcodec", "avdevice", "avfilter", "avformat", "avutil", "swresample", "swscale", "postproc"), _FFMPEG
    ),
    **dict.fromkeys(("xcb", "Xau", "X11", "Xext"), _X11),
    **dict.fromkeys(("webp", "sharpyuv"), _WEBP),
    **dict.fromkeys(("nettle", "hogweed"), _NETTLE),
    **dict.fromkeys(("openblas", "scipy_openblas"), _OPENBLAS),
    "opencore": _AMR,
    "x264": ("x264", "GPL-2.0-or-later", "https://code.videolan.org/videolan/x264"),
    "x265": ("x265", "GPL-2.0-or-later", "https://bitbucket.org/multicoreware/x265_git"),
    "SvtAv1Enc": ("SVT-AV1", "BSD-3-Clause-Clear", "https://gitlab.com/AOMediaCodec/SVT-AV1"),
    "aom": ("libaom", "BSD-2-Clause", "https://aomedia.googlesource.com/aom"),
    "avif": ("libavif", "BSD-2-Clause", "https://github.com/AOMediaCodec/libavif"),
    "heif": ("libheif", "LGPL-3.0-or-later", "https://github.com/strukturag/libheif"),
    "de265": ("libde265", "LGPL-3.0-or-later", "https://github.com/strukturag/libde265"),
    "dav1d": ("dav1d", "BSD-2-Clause", "https://code.videolan.org/videolan/dav1d"),
    "vpx": ("libvpx", "BSD-3-Clause", "https://chromium.googlesource.com/webm/libvpx"),
    "vpl": ("Intel VPL", "MIT", "https://github.com/intel/libvpl"),
    "opus": ("Opus", "BSD-3-Clause", "https://opus-codec.org"),
    "mp3lame": ("LAME", "LGPL-2.0-or-later", "https://lame.sourceforge.io"),
    "gnutls": ("GnuTLS", "LGPL-2.1-or-later", "https://www.gnutls.org"),
    "gmp": ("GMP", "LGPL-3.0-or-later OR GPL-2.0-or-later", "https://gmplib.org"),
    "unistring": (
        "libunistring",
        "LGPL-3.0-or-later OR GPL-2.0-or-later",
        "https://www.gnu.org/software/libunistring",
    ),
    "asound": ("ALSA", "LGPL-2.1-or-later", "https://www.alsa-project.org"),
    "drm": ("libdrm", "MIT", "https://gitlab.freedesktop.org/mesa/drm"),
    "png16": ("libpng", "libpng-2.0", "http://www.libpng.org/pub/png/libpng.html"),
    "jpeg": ("libjpeg-turbo", "IJG AND BSD-3-Clause", "https://libjpeg-turbo.org"),
    "tiff": ("libtiff", "libtiff", "http://www.simplesystems.org/libtiff"),
    "openjp2": ("OpenJPEG", "BSD-2-Clause", "https://www.openjpeg.org"),
    "lcms2": ("Little CMS", "MIT", "https://www.littlecms.com"),
    "lzma": ("XZ Utils", "0BSD", "https://tukaani.org/xz"),
    "zstd": ("Zstandard", "BSD-3-Clause OR GPL-2.0-only", "https://facebook.github.io/zstd"),
    "icu": ("ICU", "Unicode-3.0", "https://icu.unicode.org"),
    "gfortran": (_GCC[0], "GPL-3.0-or-later WITH GCC-exception-3.1", _GCC[1]),
    "quadmath": (_GCC[0], "LGPL-2.1-or-later", _GCC[1]),
}
_FOLDERS = re.compile(r"(?:^|/)(?:[\w.]+\.libs|\.dylibs|PySide6/Qt/lib/libicu\w+\.so[.\d]*$)")


def chapter_lines(files: list[str]) -> tuple[list[str], list[str]]:
    """The libraries that wheels have brought along.

    Args:
        files: places in the bundle, with forward slashes.

    Returns:
        A line for each library that is known, and the places of those that are not.
    """
    lines, unknown = [], []
    for file in sorted(file for file in files if _FOLDERS.search(file)):
        name = PurePosixPath(file).name
        bare = name.removeprefix("lib")
        known = max((key for key in KNOWN if bare.startswith(key)), key=len, default=None)
        if known is None:
            unknown.append(file)
        else:
            lines.append(f"{name}: {', '.join(KNOWN[known])}")
    return lines, unknown
