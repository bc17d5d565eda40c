"""The card of a model folder: what a person should know before using the model."""

from __future__ import annotations

from collections.abc import Mapping

from core.models.manifest import ModelFile, ModelManifest
from training.checkpoint import TrainedNetwork
from training.export.request import ExportRequest, notes, options

_EXPLAINED = {
    "l1": "mean absolute difference to the target, 0..1",
    "psnr": "peak signal to noise ratio to the target, dB",
    "ssim": "structural similarity to the target, 1 is the same",
    "sharpness": "energy of the Laplacian relative to the target's",
    "perceptual": "squared distance of channel-normalised SqueezeNet features, summed over seven taps",
    "style": "relative distance of the Gram matrices of shallow SqueezeNet features",
    "steady": "flicker of a still view (noise) with the steady picture of the app switched on",
    "flicker": "difference of two frames' toons relative to that of the frames (noise, half-pixel pan)",
}


def model_card(
    manifest: ModelManifest, trained: TrainedNetwork, *, request: ExportRequest, remarks: Mapping[str, str]
) -> str:
    """Markdown text of `card.md`.

    Args:
        manifest: of the model.
        trained: what was exported.
        request: what was asked for.
        remarks: on the files, by their paths.
    """
    lines = [
        *_introduction(manifest, trained),
        *("## Files", ""),
        *(_file_line(file, remarks.get(file.path, "")) for file in manifest.files),
        "",
        *_metrics_table(manifest.provenance.metrics, on="the validation pairs" if request.data_root else "photographs"),
        *("## Made with", ""),
        *_settings_lines(trained),
        "```",
        *_commands(trained, request),
        *("```", ""),
        notes(request),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _introduction(manifest: ModelManifest, trained: TrainedNetwork) -> list[str]:
    provenance, rule = manifest.provenance, manifest.size_rule
    return [
        f"# {manifest.title}",
        "",
        f"Turns a photograph into a toon. Its sides are multiples of {rule.multiple_of} px, {rule.minimum} or more.",
        f"It looks best with a longer side of about {rule.preferred} px.",
        *_face_lines(rule.face_px),
        "",
        f"- id: `{manifest.id}`, version {manifest.version}",
        f"- network: {trained.config.architecture}, trained for {_steps(trained)}",
        f"- training data: {provenance.dataset}",
        f"- licence of the weights: {provenance.licence}",
        f"- made with ToonClip at git commit `{provenance.git_commit}`",
        "",
    ]


def _face_lines(face_px: int | None) -> list[str]:
    if face_px is None:
        return []
    return [f"The app draws photographs so that their largest face is {face_px} px high, from brow to chin."]


def _settings_lines(trained: TrainedNetwork) -> list[str]:
    if not trained.settings:
        return []
    return [
        "The run's settings: " + ", ".join(f"`{name} {value:g}`" for name, value in trained.settings.items()) + ".",
        "",
    ]


def _commands(trained: TrainedNetwork, request: ExportRequest) -> list[str]:
    if request.made_with:
        return [request.made_with]
    start = " --model.start_from EARLIER_CHECKPOINT" if trained.steps_before else ""
    return [
        f"toonclip-train fit --config CONFIG{start} --data.root DIR",
        f"toonclip-train export --checkpoint CHECKPOINT --output FOLDER {options(request)}".rstrip(),
    ]


def _file_line(file: ModelFile, remark: str) -> str:
    return f"- `{file.path}`: {file.runtime}, {file.precision}" + (f"; {remark}" if remark else "")


def _steps(trained: TrainedNetwork) -> str:
    before = f", from weights of {trained.steps_before:,} steps" if trained.steps_before else ""
    return f"{trained.step:,} steps{before}"


def _metrics_table(metrics: dict[str, float], *, on: str) -> list[str]:
    explained = {name: _EXPLAINED.get(name.split("_")[-1]) for name in metrics}
    rows = [f"| {name} | {metrics[name]:.4f} | {text} |" for name, text in explained.items() if text]
    if not rows:
        return []
    return [f"## Measured on {on}", "", "| metric | mean | |", "| --- | --- | --- |", *rows, ""]
