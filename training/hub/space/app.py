"""A page that turns pictures into toons with the model in `model/`. It needs nothing of ToonClip's program."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import gradio as gr
import numpy as np
import onnxruntime as ort

FOLDER = Path(__file__).parent / "model"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
RULE = MANIFEST["size_rule"]


def load() -> ort.InferenceSession:
    """The file that is fastest on a CPU."""
    own = [file for file in MANIFEST["files"] if file["runtime"] == "onnx" and not file.get("lighter")]
    files = {file["precision"]: file["path"] for file in own}
    path = next(files[precision] for precision in ("int8", "fp32", "fp16") if precision in files)
    return ort.InferenceSession(str(FOLDER / path), providers=["CPUExecutionProvider"])


SESSION = load()


def scaled(image: np.ndarray, width: int, height: int) -> np.ndarray:
    smaller = width < image.shape[1] or height < image.shape[0]
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)


def missing(side: int) -> int:
    """Pixels to add so that the network takes the side."""
    step = RULE["multiple_of"]
    return max(RULE["minimum"], -(-side // step) * step) - side


def toon(picture: np.ndarray | None) -> np.ndarray | None:
    """The toon of an (H, W, 3) uint8 RGB picture, in its size: worked on at the size the model was made for."""
    if picture is None:
        return None
    rows, columns = picture.shape[:2]
    scale = min(1.0, RULE["preferred"] / max(rows, columns))
    width, height = max(1, round(columns * scale)), max(1, round(rows * scale))
    working = scaled(picture, width, height)
    padded = cv2.copyMakeBorder(working, 0, missing(height), 0, missing(width), cv2.BORDER_REPLICATE)
    batch = np.ascontiguousarray(padded)[np.newaxis]
    (made,) = SESSION.run([MANIFEST["output"]["name"]], {MANIFEST["input"]["name"]: batch})
    return scaled(np.asarray(made)[0, :height, :width], columns, rows)


def page() -> gr.Interface:
    sample = FOLDER / MANIFEST["parity"]["sample"]
    provenance = MANIFEST["provenance"]
    return gr.Interface(
        toon,
        gr.Image(label="Picture", sources=["upload", "webcam", "clipboard"]),
        gr.Image(label="Toon", format="png"),
        title=MANIFEST["title"],
        description="A picture in, a toon out.",
        article=f"Licence: {provenance['licence']} · trained on: {provenance['dataset']}",
        examples=[[str(sample)]] if sample.is_file() else None,
        cache_examples=False,
        flagging_mode="never",
        api_name="toon",
    )


if __name__ == "__main__":
    page().launch()
