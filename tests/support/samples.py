"""Values with the least in them: an installed model, a camera, a composed frame."""

from __future__ import annotations

from pathlib import Path

from core.compositor import ComposeSettings, compose
from core.frame import ComposedFrame, Frame, Generated, Layout, RgbImage, published
from core.models.library import InstalledModel
from core.models.manifest import ModelFile, ModelManifest, Parity, Provenance, SizeRule
from core.sources.discovery import CameraInfo
from desktop.live.settings import Settings


def make_model(model_id: str, title: str) -> InstalledModel:
    manifest = ModelManifest(
        id=model_id,
        title=title,
        version="1",
        files=(ModelFile(runtime="onnx", precision="fp32", path="model.onnx", sha256="0" * 64),),
        size_rule=SizeRule(minimum=64, multiple_of=32, preferred=512),
        parity=Parity(tolerance=1),
        provenance=Provenance(dataset="none", licence="none", git_commit="none"),
    )
    return InstalledModel(manifest, Path("/nowhere") / model_id, bundled=True)


def make_camera(name: str) -> CameraInfo:
    return CameraInfo(id=f"/dev/{name}", name=name, backend="V4L2", index=0, api=200)


def make_frame(
    original: RgbImage,
    layout: Layout = Layout.TOON,
    *,
    toon: RgbImage | None = None,
    captured_ns: int = 0,
    model_id: str = "fake",
) -> ComposedFrame:
    """As the compositor makes it; without a toon it is the original."""
    frame = Frame(published(original), 0, captured_ns)
    return compose(
        frame, Generated(published(original if toon is None else toon), model_id, 1.0), ComposeSettings(layout)
    )


def write_settings(settings: Settings, path: Path) -> None:
    """As an earlier run of the program left them."""
    path.write_text(settings.model_dump_json(), encoding="utf-8")


def read_settings(path: Path) -> Settings:
    """What the file holds; it must be whole."""
    return Settings.model_validate_json(path.read_bytes())
