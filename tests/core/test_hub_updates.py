"""Updates of models of the hub: found by asking, fetched when they are wanted, in place once they have drawn."""

from pathlib import Path

import pytest

from core.errors import AppError, ManifestInvalid
from core.models.hub_record import read_hub_record
from core.models.hub_updates import find_update
from core.models.upkeep import rename_model
from support import hostile_graphs
from support.hub_stand_in import HubStandIn, Mishap
from support.model_shelf import REPO, Shelf, packed
from support.tiny_model import write_tiny_manifest


def publish(hub: HubStandIn, folder: Path, **changes: object) -> None:
    write_tiny_manifest(folder, **changes)
    hub.add_folder("someone/tiny", folder)


def test_what_is_newer_is_found_and_fetched_with_the_persons_title(shelf: Shelf, hub: HubStandIn, tiny_model_dir: Path):
    model = rename_model(shelf.add(REPO).model, "Mine")
    assert find_update(model) is None

    publish(hub, tiny_model_dir, version="2.0.0")
    update = find_update(model)

    assert update is not None
    assert (update.version, update.size_bytes) == ("2.0.0", (tiny_model_dir / "model.onnx").stat().st_size)
    assert shelf.library.find("tiny-inverter").manifest.version == "1.0.0"
    fetched = shelf.library.fetch(update.address)
    assert (fetched.manifest.version, fetched.manifest.title) == ("2.0.0", "Mine")
    assert find_update(shelf.library.find("tiny-inverter")) is None


def test_other_content_of_the_same_version_is_found(shelf: Shelf, hub: HubStandIn, tiny_model_dir: Path):
    model = shelf.add(REPO).model
    hostile_graphs.inverter(tiny_model_dir / "model.onnx")
    publish(hub, tiny_model_dir)

    assert find_update(model) is not None


def test_one_that_draws_nothing_leaves_the_old_one(shelf: Shelf, hub: HubStandIn, tiny_model_dir: Path):
    model = shelf.add(REPO).model
    before = shelf.contents()
    hostile_graphs.circle(tiny_model_dir / "model.onnx")
    publish(hub, tiny_model_dir, version="2.0.0")
    update = find_update(model)
    assert update is not None

    with pytest.raises(AppError):
        shelf.library.fetch(update.address)

    assert shelf.contents() == before


def test_a_download_that_breaks_off_goes_on_and_is_compared(shelf: Shelf, hub: HubStandIn, tiny_model_dir: Path):
    shelf.add(REPO)
    publish(hub, tiny_model_dir, version="2.0.0")
    hub.mishaps["model.onnx"] = Mishap(keep=10, times=1)

    assert shelf.library.fetch(REPO).manifest.version == "2.0.0"
    asked = [headers.get("Range") for _, path, headers in hub.requests if path.endswith("model.onnx")]
    assert "bytes=10-" in asked


def test_a_revision_that_was_named_stays(shelf: Shelf, hub: HubStandIn, tiny_model_dir: Path):
    model = shelf.add(f"{REPO}@v1.0").model
    publish(hub, tiny_model_dir, version="2.0.0")
    hub.requests.clear()

    assert find_update(model) is None
    assert not hub.requests


def test_a_file_cannot_say_that_it_is_of_the_hub(shelf: Shelf, tiny_model_dir: Path, tmp_path: Path):
    (tiny_model_dir / "hub.json").write_text('{"address": "hf://evil/model"}')
    model = shelf.add(packed(tiny_model_dir, tmp_path / "model.zip")).model
    assert read_hub_record(model.folder) is None

    manifest = tiny_model_dir / "manifest.json"
    manifest.write_text(manifest.read_text().replace("sample.png", "hub.json"))
    with pytest.raises(ManifestInvalid, match=r"hub\.json"):
        shelf.add(packed(tiny_model_dir, tmp_path / "evil.zip"))
