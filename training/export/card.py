"""The card of a model folder: what a person should know before using the model."""

from __future__ import annotations

from collections.abc import Mapping

from core.manifest import ModelManifest

_EXPLAINED = {
    "l1": "mean absolute difference to the target, 0..1",
    "psnr": "peak signal to noise ratio to the target, dB",
    "ssim": "structural similarity to the target, 1 is the same",
    "sharpness": "energy of the Laplacian relative to the target's",
    "perceptual": "squared distance of channel-normalised SqueezeNet features, summed over seven taps",
    "style": "relative distance of the Gram matrices of shallow SqueezeNet features",
    "difference": "mean absolute difference of this file's toons to the fp32 graph's, 0..255",
    "steady": "flicker of a still view (noise) with the steady picture of the app switched on",
    "flicker": "difference of two frames' toons relative to that of the frames (noise, half-pixel pan)",
}


def model_card(
    manifest: ModelManifest, *, architecture: str, steps: int, notes: str, remarks: Mapping[str, str]
) -> str:
    """Markdown text of `card.md`; `notes` (credits, known failures) is appended as it is, `remarks` go to the files."""
    provenance, rule = manifest.provenance, manifest.size_rule
    introduction = (
        f"Turns a photograph into a toon. Takes RGB pictures whose sides are multiples of {rule.multiple_of} px and at "
        f"least {rule.minimum} px; looks best with a longer side of about {rule.preferred} px."
    )
    files = "\n".join(
        f"- `{file.path}`: {file.runtime}, {file.precision}"
        + (f"; {remarks[file.path]}" if file.path in remarks else "")
        for file in manifest.files
    )
    return (
        "\n".join(
            [
                f"# {manifest.title}",
                "",
                introduction,
                "",
                f"- id: `{manifest.id}`, version {manifest.version}",
                f"- network: {architecture}, trained for {steps} steps",
                f"- training data: {provenance.dataset}",
                f"- licence of the weights: {provenance.licence}",
                f"- made with ToonClip at git commit `{provenance.git_commit}`",
                "",
                "## Files",
                "",
                files,
                "",
                *_metrics_table(provenance.metrics),
                "## Made with",
                "",
                "```",
                "toonclip-train fit --config CONFIG --data.root DIR",
                f"toonclip-train export --checkpoint CHECKPOINT --output FOLDER {_options(manifest)} --data.root DIR",
                "```",
                "",
                notes,
            ]
        ).rstrip("\n")
        + "\n"
    )


def _options(manifest: ModelManifest) -> str:
    """Of the export, by the files that there are."""
    kinds = [file.precision if file.runtime == "onnx" else file.runtime for file in manifest.files]
    return " ".join([f"--{kind}" for kind in kinds if kind != "fp32"] + ["--without-fp32"] * ("fp32" not in kinds))


def _metrics_table(metrics: dict[str, float]) -> list[str]:
    if not metrics:
        return []
    rows = [f"| {name} | {value:.4f} | {_EXPLAINED.get(name.split('_')[-1], '')} |" for name, value in metrics.items()]
    return ["## Measured on the validation pairs", "", "| metric | mean | |", "| --- | --- | --- |", *rows, ""]
