"""`toonclip convert`, and what `toonclip` converts where there is no display. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.atomic_write import unused_path
from core.compositor import ComposeSettings
from core.convert.convert import ConvertSummary, convert
from core.convert.part import find_earlier
from core.convert.plan import ConversionPlan, Existing, plan_conversion
from core.errors import InputError, SourceNotFound
from core.foreign.opening import load_fastest
from core.models.library import InstalledModel
from core.models.places import ModelFolders
from desktop.command_line.aside import aside
from desktop.command_line.commands import find_model
from desktop.command_line.terminal import Progress, StopRequest, complain, print_json
from desktop.live.source_choice import SAMPLE, SYNTHETIC
from desktop.system.paths import sample_clip

_OK, _FAILED, _INTERRUPTED = 0, 1, 130


@dataclass(frozen=True, slots=True)
class ConvertRequest:
    """What a person asks for.

    Attributes:
        paths: one input, or inputs and the output.
        existing: what becomes of files that have the outputs' names.
        recursive: also convert what lies in folders of folders.
        keep_metadata: date, place, camera and words.
        settings: what the toons look like.
        as_json: print for other programs.
    """

    paths: Sequence[Path]
    existing: Existing
    recursive: bool
    keep_metadata: bool
    settings: ComposeSettings
    as_json: bool

    def plan(self) -> ConversionPlan:
        sources, target = (self.paths[:-1], self.paths[-1]) if len(self.paths) > 1 else (self.paths, None)
        return plan_conversion(sources, target, existing=self.existing, recursive=self.recursive)


def convert_files(request: ConvertRequest, model: str | None, folders: ModelFolders) -> int:
    """Convert and say what came of it."""
    plan = aside(request.plan)
    installed = find_model(model, folders)
    _offer_to_go_on(plan, installed.manifest.id, request.settings)
    summary, provider = _run_conversion(plan, installed, request.settings, keep_metadata=request.keep_metadata)
    for line in (*summary.warnings, *summary.left_out, *summary.failed):
        complain(line)
    if summary.cancelled:
        complain(_what_was_kept(summary))
        return _INTERRUPTED
    if request.as_json:
        print_json(_figures(summary, installed.manifest.id, provider))
    else:
        _print_summary(summary, installed.manifest.title)
    if summary.failed:
        complain(f"{len(summary.failed)} of {summary.total} files could not be converted.")
    return _FAILED if summary.failed else _OK


def convert_without_display(source: str, model: str | None, folders: ModelFolders) -> int:
    """Convert a file, a folder, or the bundled clip, into the current folder, as no window can be opened."""
    path = sample_clip() if source == SAMPLE else Path(source).absolute()
    if source.isdecimal() or source == SYNTHETIC:
        raise InputError(
            "No display: the window cannot be opened, so a camera cannot be shown.",
            hint="Use a video file or `--source sample`, or run ToonClip on a desktop.",
        )
    if not path.exists():
        raise SourceNotFound(f"There is no file {source}.", hint="Check the path.")
    beside = plan_conversion([path], None).output  # its kind is that of the file
    plan = plan_conversion([path], unused_path(Path.cwd() / f"{path.stem}-toon{beside.suffix}"))
    summary, _ = _run_conversion(plan, find_model(model, folders), ComposeSettings())
    for line in summary.warnings:
        complain(line)
    if summary.cancelled:
        complain(_what_was_kept(summary))
        return _INTERRUPTED
    print(f"No display: instead of the window, the toon of {path.name} is in {summary.output}")
    return _OK


def _run_conversion(
    plan: ConversionPlan, installed: InstalledModel, settings: ComposeSettings, *, keep_metadata: bool = True
) -> tuple[ConvertSummary, str]:
    """The summary, and the provider that ran the network."""
    generator = load_fastest(installed)
    try:
        with StopRequest() as stop, Progress("frame" if plan.is_single else "file") as progress:
            summary = convert(
                plan,
                generator,
                settings=settings,
                progress=progress,
                cancelled=stop.requested,
                keep_metadata=keep_metadata,
            )
        return summary, generator.provider
    finally:
        generator.close()


def _offer_to_go_on(plan: ConversionPlan, model_id: str, settings: ComposeSettings) -> None:
    """Say that an earlier run has done a part of a video, whatever ended it."""
    if not plan.is_single or plan.existing is Existing.RESUME:
        return
    for conversion in plan.conversions:
        part = find_earlier(conversion.source, conversion.target, model_id, settings).progressed
        if part is not None:
            done = f"{part.path.name} holds the first {part.duration_s:.1f} s of this video, from an earlier run."
            complain(f"{done} Stop with Ctrl-C and add --resume to go on from there.")


def _print_summary(summary: ConvertSummary, title: str) -> None:
    if summary.done_before:
        print(f"{_counted(summary.done_before, 'file')} had been converted before.")
    if summary.frames or not summary.done_before:
        fps = summary.frames / summary.seconds if summary.seconds else 0.0
        print(f"{_counted(summary.frames, 'picture')} in {summary.seconds:.1f} s ({fps:.1f} a second) with {title}")
    print(summary.output)


def _figures(summary: ConvertSummary, model_id: str, provider: str) -> dict[str, object]:
    return {
        "frames": summary.frames,
        "seconds": round(summary.seconds, 3),
        "fps": round(summary.frames / summary.seconds if summary.seconds else 0.0, 2),
        "model": model_id,
        "provider": provider,
        "output": str(summary.output),
        "left_out": list(summary.left_out),
        "failed": list(summary.failed),
    }


def _counted(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"


def _what_was_kept(summary: ConvertSummary) -> str:
    """What a person finds after Ctrl-C."""
    if summary.total is not None:
        kept = f"Stopped: {summary.files} of {_counted(summary.total, 'file')} are in {summary.output}."
        return f"{kept} The same command with --resume converts the others."
    if summary.output is None:
        return "Stopped before the first picture: nothing was written."
    kept = f"Stopped: the first {summary.duration_s:.1f} s ({summary.frames} frames) are in {summary.output}."
    return f"{kept} The same command with --resume goes on from there."
