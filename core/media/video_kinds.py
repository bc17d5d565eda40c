"""Which names are those of videos. What a file holds is found out when it is opened."""

from __future__ import annotations

from pathlib import Path

VIDEO_SUFFIXES = (
    # what telephones, the web and editors write
    *(
        ".mp4",
        ".m4v",
        ".mp4v",
        ".mov",
        ".qt",
        ".mkv",
        ".mk3d",
        ".webm",
        ".avi",
        ".divx",
        ".wmv",
        ".asf",
        ".flv",
        ".f4v",
    ),
    *(".ogv", ".ogm", ".ogx", ".3gp", ".3gpp", ".3g2", ".3gp2", ".rm", ".rmvb", ".nut", ".ismv", ".mj2"),
    # cameras, discs and television
    *(".ts", ".m2ts", ".mts", ".m2t", ".trp", ".mpg", ".mpeg", ".mpe", ".mpv", ".vob", ".vro", ".mod", ".tod", ".dv"),
    *(".dif", ".mxf", ".gxf", ".wtv", ".insv", ".lrv", ".360"),
    # bare streams
    *(
        ".m1v",
        ".m2v",
        ".mp2v",
        ".h264",
        ".264",
        ".avc",
        ".h26l",
        ".h265",
        ".265",
        ".hevc",
        ".vc1",
        ".ivf",
        ".obu",
        ".y4m",
    ),
    *(".mjpeg", ".mjpg"),
)
"""Of what FFmpeg reads. A single file of another name is opened all the same."""
_JPEGS_IN_A_ROW = (".mjpeg", ".mjpg")


def is_motion_jpeg(path: Path) -> bool:
    """Whether the name is that of JPEGs one after the other, which begin as one does."""
    return path.suffix.lower() in _JPEGS_IN_A_ROW
