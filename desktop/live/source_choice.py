"""SourceChoice: something a person can choose to see, and the source it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.live.settings import SourceMemory
from desktop.system.answering import is_folder
from desktop.system.paths import sample_clip

if TYPE_CHECKING:  # the window is shown before OpenCV and FFmpeg are loaded
    from core.sources.base import FrameSource
    from core.sources.camera_modes import CameraMode
    from core.sources.discovery import CameraInfo

CLIP_TITLE = "Bundled clip"
SAMPLE, SYNTHETIC = "sample", "synthetic"
"""What the command line calls the bundled clip and the synthetic camera."""


class SourceKind(Enum):
    CAMERA = auto()
    CLIP = auto()
    FILE = auto()
    GIVEN = auto()


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A camera, a video file, the bundled clip, or a source that was made already.

    Attributes:
        kind: which of these it is.
        title: for people.
        camera: the camera; None for any other kind.
        path: of the video file; None for any other kind.
        source: made already, such as by the command line; None for any other kind.
        mode: what a camera is asked for; None: whatever is usual.
        with_folder: the other pictures of the file's folder are shown beside it.
    """

    kind: SourceKind
    title: str
    camera: CameraInfo | None = None
    path: Path | None = None
    source: FrameSource | None = None
    mode: CameraMode | None = field(default=None, compare=False)
    with_folder: bool = field(default=False, compare=False)

    @property
    def is_camera(self) -> bool:
        """Whether a person expects a mirror: also for a given source that reconnects, as cameras do."""
        return self.camera is not None or (self.source is not None and self.source.reconnects)

    def make(self) -> FrameSource:
        """A closed source; opening it is the engine's work."""
        from core.films.film import FilmSource
        from core.films.film_audio import FilmSound
        from core.films.speaker import Speaker
        from core.media.images import is_photograph, read_image
        from core.sources.camera import CameraSource
        from core.sources.media import MediaFileSource
        from core.sources.picture import PictureSource
        from core.sources.pipewire_camera import PipeWireSource

        if self.source is not None:
            return self.source
        if self.camera is not None:
            return (PipeWireSource if self.camera.node else CameraSource)(self.camera, self.mode)
        path = self.path
        if path is not None and is_folder(path) is not None and is_photograph(path):  # it reads, on the window's thread
            return PictureSource(self.title, lambda: read_image(path).image)
        if self.path is not None:
            return FilmSource(self.path, FilmSound(Speaker()))
        return MediaFileSource(sample_clip(), name=self.title)

    def memory(self) -> SourceMemory | None:
        """How it is remembered; None for one that is not."""
        if self.camera is not None:
            return SourceMemory(kind="camera", title=self.title)
        if self.path is not None:
            return SourceMemory(kind="file", path=str(self.path), title=self.title)
        return SourceMemory(kind="clip", title=self.title) if self.kind is SourceKind.CLIP else None


def camera_choice(camera: CameraInfo) -> SourceChoice:
    return SourceChoice(SourceKind.CAMERA, camera.name, camera=camera)


def clip_choice() -> SourceChoice:
    return SourceChoice(SourceKind.CLIP, CLIP_TITLE)


def file_choice(path: Path) -> SourceChoice:
    return SourceChoice(SourceKind.FILE, path.name, path=path)


def given_choice(source: FrameSource) -> SourceChoice:
    return SourceChoice(SourceKind.GIVEN, source.name, source=source)
