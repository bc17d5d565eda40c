"""plan_conversion(): which file becomes which, checked as far as it can be before a model is loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from core.atomic_write import unused_name, unused_path
from core.errors import AppError, FolderNotWritable, InputError, NameTaken, SourceError, SourceNotFound
from core.media.image_kinds import WRITTEN_AS, holds_image, unread_kind, written_suffix
from core.media.images import open_image
from core.media.reading import open_video
from core.media.video_kinds import VIDEO_SUFFIXES

VIDEO_SUFFIX = ".mp4"
_MOST_NAMED = 5


class Existing(Enum):
    """What becomes of a file that has the name of an output."""

    KEEP = auto()
    REPLACE = auto()
    RESUME = auto()
    """It is kept and counts as done: the rest of an earlier run is converted."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """One file and what it becomes."""

    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class ConversionPlan:
    """What a conversion is to do.

    Attributes:
        conversions: one after the other.
        output: the file or the folder in which the person finds the result.
        is_single: whether the person named one file: then its failure is that of the whole.
        existing: what becomes of files that have the outputs' names.
        left_out: what is not converted and why, one sentence each.
        refused: outputs that are there already and stay, one sentence each.
        done_before: how many outputs were there already and count as done.
    """

    conversions: tuple[Conversion, ...]
    output: Path
    is_single: bool
    existing: Existing
    left_out: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    done_before: int = 0


def plan_conversion(
    sources: Sequence[Path], target: Path | None, *, existing: Existing = Existing.KEEP, recursive: bool = False
) -> ConversionPlan:
    """What becomes of files and folders, checked as far as it can be without writing.

    Args:
        sources: images, videos and folders of both; at least one.
        target: for a single image or video a file, or a folder to put it into; for anything else a folder. None: beside
            the first source, NAME-toon.
        existing: what becomes of files that have the outputs' names. A read-only one is never replaced.
        recursive: also convert what lies in folders of folders.

    Raises:
        SourceNotFound: there is no such source.
        SourceError: a single source is no video.
        InputError: the target does not fit the sources, or is a source itself, or a path cannot be one.
        NameTaken: the output of a single source exists and is to stay.
        FolderNotWritable: the target's folder is missing, and so is the folder above it.
    """
    try:
        for source in sources:
            if not source.exists():
                raise SourceNotFound(f"There is no file or folder {source}.", hint="Check the path.")
        if len(sources) == 1 and not sources[0].is_dir():
            return _single(sources[0], target, existing)
        return _several(sources, target, existing, recursive=recursive)
    except OSError as error:  # a name too long, a folder that may not be entered
        raise InputError(
            f"{error.filename} cannot be used: {str(error.strerror).lower()}.",
            hint="Check the path and its permissions.",
        ) from error


def _single(source: Path, target: Path | None, existing: Existing) -> ConversionPlan:
    is_image = _require_known(source)
    suffix = written_suffix(source) if is_image else VIDEO_SUFFIX
    if target is None:
        target = source.with_name(f"{source.stem}-toon{suffix}")
        target = target if existing is Existing.RESUME else unused_path(target)
    elif target.is_dir() or (not target.suffix and not target.exists()):
        target /= f"{source.stem}{suffix}"
    _require_fitting(source, target, is_image=is_image)
    _require_other(target, source)
    _require_folder(target.parent)
    target = _followed(target)
    if not os.path.lexists(target):
        return ConversionPlan((Conversion(source, target),), target, is_single=True, existing=existing)
    if existing is Existing.RESUME:
        return ConversionPlan((), target, is_single=True, existing=existing, done_before=1)
    if (refusal := _refusal(target, existing)) is not None:
        raise refusal
    return ConversionPlan((Conversion(source, target),), target, is_single=True, existing=existing)


def _require_known(source: Path) -> bool:
    """Whether a file is an image; otherwise it is a video.

    Raises:
        InputError: it is neither.
        SourceError: it is no video.
    """
    if unread_kind(source) is not None or holds_image(source):
        with open_image(source):
            return True
    try:
        with open_video(source):
            return False
    except SourceError as error:
        if source.suffix.lower() in VIDEO_SUFFIXES or not source.is_file():
            raise
        raise InputError(
            f"{source} is neither an image nor a video that can be read.",
            hint="Name a JPEG, PNG, HEIC, MP4, MOV or MKV file, or a folder of such files.",
        ) from error


def _require_fitting(source: Path, target: Path, *, is_image: bool) -> None:
    suffix = target.suffix.lower()
    if not is_image and suffix != VIDEO_SUFFIX:
        raise InputError(f"{target} cannot hold a video.", hint=f"Its name must end in {VIDEO_SUFFIX}.")
    if not is_image or suffix in WRITTEN_AS:
        return
    if suffix == VIDEO_SUFFIX:
        with open_image(source) as image:
            if image.is_animation:
                return
    raise InputError(f"{target} cannot hold an image.", hint=f"Its name must end in one of: {', '.join(WRITTEN_AS)}.")


def _several(sources: Sequence[Path], target: Path | None, existing: Existing, *, recursive: bool) -> ConversionPlan:
    if target is None:
        wanted = sources[0].absolute().parent / f"{sources[0].absolute().name}-toon"
        target = wanted if existing is Existing.RESUME else unused_path(wanted)
    _require_folder_target(sources, target)
    listing = _Listing(target, existing)
    for source in sources:
        if source.is_dir():
            below = Path() if len(sources) == 1 else Path(source.resolve().name)
            listing.add_folder(source, below, recursive=recursive)
        else:
            listing.add_file(source, Path())
    if not (listing.conversions or listing.refused or listing.done_before):
        given = f"{sources[0]} holds" if len(sources) == 1 else "The files given are"
        raise InputError(
            f"{given} no image and no video that can be converted.",
            hint=" ".join(listing.left_out()) or "Images are JPEG, PNG, HEIC and others; videos MP4, MOV and others.",
        )
    return ConversionPlan(
        tuple(listing.conversions),
        target,
        is_single=False,
        existing=existing,
        left_out=tuple(listing.left_out()),
        refused=tuple(listing.refused),
        done_before=listing.done_before,
    )


def _require_folder_target(sources: Sequence[Path], target: Path) -> None:
    if target.exists() and not target.is_dir():
        given = f"{sources[0]} is a folder" if len(sources) == 1 else f"there are {len(sources)} inputs"
        raise InputError(f"{target} is a file, but {given}.", hint="Name a folder for the toons, as the last one.")
    if target.suffix.lower() in (*WRITTEN_AS, *VIDEO_SUFFIXES) and not target.exists():
        raise InputError(f"{target} is the name of a file, and a folder is needed.", hint="Name a folder last.")
    for source in sources:
        if source.is_dir():
            _require_other(target, source)
    if not target.is_dir() and not target.parent.is_dir():
        raise FolderNotWritable(f"There is no folder {target.parent}.", hint="Create it first, or check the path.")


@dataclass(slots=True)
class _Listing:
    """The files of a plan while it is made."""

    output: Path
    existing: Existing
    conversions: list[Conversion] = field(default_factory=list[Conversion])
    refused: list[str] = field(default_factory=list[str])
    done_before: int = 0
    _names: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    _targets: set[Path] = field(default_factory=set[Path])

    def add_folder(self, folder: Path, below: Path, *, recursive: bool) -> None:
        """The files of a folder, in the order of their names; hidden ones are passed over."""
        for path in self._entries(folder):
            if not path.is_dir():
                self.add_file(path, below)
            elif not recursive:
                self._leave_out("folders, into which --recursive goes", path)
            elif path.is_symlink():
                self._leave_out("links to folders", path)
            elif not (self.output.exists() and path.samefile(self.output)):
                self.add_folder(path, below / path.name, recursive=True)

    def add_file(self, source: Path, below: Path) -> None:
        unread = unread_kind(source)
        if not source.is_file():
            self._leave_out("no files but pipes, devices or links that lead nowhere", source)
        elif unread is not None:
            self._leave_out(unread.many, source)
        elif holds_image(source):
            self._add(source, below, written_suffix(source))
        elif source.suffix.lower() in VIDEO_SUFFIXES:
            self._add(source, below, VIDEO_SUFFIX)
        else:
            self._leave_out("neither images nor videos", source)

    def left_out(self) -> Iterator[str]:
        """A sentence for each reason."""
        for reason, names in self._names.items():
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            yield f"Left out, as {reason}: {', '.join(names[:_MOST_NAMED])}{more}."

    def _entries(self, folder: Path) -> list[Path]:
        try:
            return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        except OSError as error:
            self._leave_out(f"folders that cannot be read ({str(error.strerror).lower()})", folder)
            return []

    def _leave_out(self, reason: str, path: Path) -> None:
        self._names.setdefault(reason, []).append(path.name)

    def _add(self, source: Path, below: Path, suffix: str) -> None:
        target = self._unused(self.output / below, source, suffix)
        self._targets.add(target)
        target = _followed(target)
        if not os.path.lexists(target):
            self.conversions.append(Conversion(source, target))
        elif self.existing is Existing.RESUME:
            self.done_before += 1
        elif (refusal := _refusal(target, self.existing)) is not None:
            self.refused.append(refusal.message)
        else:
            self.conversions.append(Conversion(source, target))

    def _unused(self, folder: Path, source: Path, suffix: str) -> Path:
        """A name that no other file of this run has: a.mov and a.mkv do not become one a.mp4."""
        stem = source.stem if folder / f"{source.stem}{suffix}" not in self._targets else source.name
        return folder / f"{unused_name(stem, lambda name: folder / f'{name}{suffix}' in self._targets)}{suffix}"


def _refusal(target: Path, existing: Existing) -> AppError | None:
    """Why a file that is there is not replaced; None where it is."""
    if existing is Existing.KEEP:
        return NameTaken(
            f"{target} exists already.",
            hint="Add --overwrite to replace it, or choose another name. For several inputs name a folder last.",
        )
    if target.is_dir():
        return InputError(f"{target} is a folder.", hint="Choose another name.")
    if not target.stat().st_mode & 0o222 or not os.access(target, os.W_OK):
        return NameTaken(f"{target} is read-only and stays.", hint="Choose another name, or make it writable.")
    return None


def _followed(target: Path) -> Path:
    """Where a link in the place of the output leads to, as the file there is what a person means."""
    try:
        return target.resolve() if target.is_symlink() else target
    except RuntimeError as error:  # as Python up to 3.12 says it
        raise InputError(f"{target} is a link that leads to itself.", hint="Choose another name.") from error


def _require_other(target: Path, source: Path) -> None:
    if target.exists() and target.samefile(source):
        raise InputError(f"{target} is the input itself.", hint="Choose another name for the output.")


def _require_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise FolderNotWritable(f"{folder} is not a folder.", hint="Choose another folder.")
    if not folder.exists() and not folder.parent.is_dir():
        raise FolderNotWritable(f"There is no folder {folder.parent}.", hint="Create it first, or check the path.")
