"""convert(): images, videos and folders of them through a generator into files, nothing dropped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from core.atomic_write import partials_of
from core.compositor import ComposeSettings, compose_images, finished_toon
from core.convert.images import Painters, convert_image
from core.convert.part import find_earlier
from core.convert.plan import Conversion, ConversionPlan, Existing
from core.convert.video import Progress, VideoOptions, convert_video
from core.errors import AppError, NoSpace
from core.file_lock import delete_unused
from core.frame import Layout, RgbImage
from core.generators.base import ImageGenerator
from core.media.image_kinds import holds_image
from core.stylizer import Stylizer
from core.write_errors import writing


@dataclass(frozen=True, slots=True)
class ConvertSummary:
    """What a conversion did.

    Attributes:
        output: the file or folder it wrote; None when it was cancelled before there was anything.
        frames: images or frames converted.
        seconds: it took.
        duration_s: of the video written; 0 for anything else.
        cancelled: `output` holds only the part that was done: NAME.partial.mp4, or a folder lacking files.
        files: that were converted.
        total: files that were to be converted; None for a single one.
        done_before: files that an earlier run had converted.
        warnings: what was odd about the input, one sentence each.
        left_out: what was not to be converted and why, one sentence each.
        failed: one sentence for each file of several that could not be converted.
    """

    output: Path | None
    frames: int
    seconds: float = 0.0
    duration_s: float = 0.0
    cancelled: bool = False
    files: int = 0
    total: int | None = None
    done_before: int = 0
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Work:
    """What every conversion needs on its way."""

    generator: ImageGenerator
    settings: ComposeSettings
    progress: Progress
    cancelled: Callable[[], bool]
    keep_metadata: bool
    existing: Existing

    def painters(self) -> Painters:
        """Paint the frames of one file: the same height, twice as wide side by side."""
        stylizer = Stylizer(self.generator)
        return Painters(
            still=partial(self._painted, stylizer.still),
            moving=partial(self._painted, partial(stylizer.toon, steady=self.settings.steady)),
        )

    def _painted(self, draw: Callable[[RgbImage], RgbImage], image: RgbImage) -> RgbImage:
        settings = self.settings
        if settings.layout is Layout.ORIGINAL:
            return image
        return compose_images(image, finished_toon(image, draw(image), settings.strength), settings)

    def convert(self, conversion: Conversion, progress: Progress) -> ConvertSummary:
        """Convert one file.

        Raises:
            AppError: it cannot be read, drawn or written.
        """
        _prepare_folder(conversion.target.parent)
        _sweep(conversion.target)
        if not holds_image(conversion.source):
            return self._convert_video(conversion, progress)
        made = convert_image(
            conversion.source,
            conversion.target,
            self.painters(),
            cancelled=self.cancelled,
            keep_metadata=self.keep_metadata,
            replace_existing=self.existing is Existing.REPLACE,
        )
        progress(1, 1)
        if made.path is None:
            return ConvertSummary(None, 0, cancelled=True)
        return ConvertSummary(made.path, made.frames, files=1, warnings=made.warnings)

    def _convert_video(self, conversion: Conversion, progress: Progress) -> ConvertSummary:
        earlier = find_earlier(conversion.source, conversion.target, self.generator.model_id, self.settings)
        made = convert_video(
            conversion.source,
            conversion.target,
            self.painters().moving,
            progress=progress,
            cancelled=self.cancelled,
            options=VideoOptions(
                keep_metadata=self.keep_metadata,
                replace_existing=self.existing is Existing.REPLACE,
                earlier=earlier if self.existing is Existing.RESUME else replace(earlier, progressed=None),
            ),
        )
        return ConvertSummary(
            made.path,
            made.frames,
            duration_s=made.duration_s,
            cancelled=not made.complete,
            files=int(made.complete),
            warnings=made.warnings,
        )


def convert(
    plan: ConversionPlan,
    generator: ImageGenerator,
    *,
    settings: ComposeSettings,
    progress: Progress,
    cancelled: Callable[[], bool],
    keep_metadata: bool = True,
) -> ConvertSummary:
    """Do what was planned. Blocks; the codec and the runtime bring their own threads.

    Every frame is converted. A file appears only when it is complete, and what it replaces stays until then.

    Args:
        plan: from `plan_conversion`.
        generator: stays open.
        settings: the layout; `steady` is for videos and animations.
        progress: called after every frame of a single file, and after every file of several.
        cancelled: asked before every one; a part of the work is then kept and named in the summary.
        keep_metadata: date, place, camera and words of images; date, place, title, chapters and subtitles of videos.

    Raises:
        AppError: of a single file, as `convert_image` and `convert_video`. Of several: the disk is full (NoSpace), or
            the folder for them cannot be written; what else fails is listed and does not stop the others.
    """
    started_s = time.perf_counter()
    work = _Work(generator, settings, progress, cancelled, keep_metadata, plan.existing)
    if not plan.is_single:
        summary = _convert_several(plan, work)
    elif plan.conversions:
        summary = work.convert(plan.conversions[0], progress)
    else:
        summary = ConvertSummary(plan.output, 0, done_before=plan.done_before)
    return replace(summary, seconds=time.perf_counter() - started_s)


@dataclass(slots=True)
class _Tally:
    """What came of several files so far."""

    frames: int = 0
    files: int = 0
    cancelled: bool = False
    warnings: list[str] = field(default_factory=list[str])
    failed: list[str] = field(default_factory=list[str])

    def add(self, made: ConvertSummary) -> None:
        self.frames += made.frames
        self.files += made.files
        self.cancelled = made.cancelled
        self.warnings += made.warnings


def _convert_several(plan: ConversionPlan, work: _Work) -> ConvertSummary:
    """Convert what can be read and written; a file that cannot is listed and does not stop the others."""
    _prepare_folder(plan.output)
    tally = _Tally()
    for conversion in plan.conversions:
        tally.cancelled = tally.cancelled or work.cancelled()
        if tally.cancelled:
            break
        name = conversion.source.name
        try:
            tally.add(work.convert(conversion, lambda _done, _total: None))
        except NoSpace:
            raise
        except AppError as error:
            tally.failed.append(error.message if name in error.message else f"{name}: {error.message}")
        work.progress(tally.files + len(tally.failed), len(plan.conversions))
    return ConvertSummary(
        plan.output,
        tally.frames,
        cancelled=tally.cancelled,
        files=tally.files,
        total=len(plan.conversions) + len(plan.refused),
        done_before=plan.done_before,
        warnings=tuple(tally.warnings),
        left_out=plan.left_out,
        failed=(*tally.failed, *plan.refused),
    )


def _prepare_folder(folder: Path) -> None:
    """Create it if need be, and try whether it can be written before any work is done for it."""
    with writing(folder):
        folder.mkdir(exist_ok=True, parents=True)
    with writing(folder / "toons"), TemporaryFile(dir=folder):
        pass


def _sweep(target: Path) -> None:
    """Delete what programs that were killed had begun to write in the place of a file."""
    with writing(target):
        for partial in partials_of(target):
            delete_unused(partial)
