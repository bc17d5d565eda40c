"""`toonclip models add` and `remove`: output, exit status, plain errors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.models.places import ModelFolders
from desktop.command_line.main import main
from support.command import Captured, Toonclip
from support.hub_stand_in import HubStandIn, Mishap, serving
from support.tiny_model import write_tiny_manifest


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The person's models folder."""
    return tmp_path / "own"


@pytest.fixture
def models(tmp_path: Path, own: Path) -> Toonclip:
    """Runs `toonclip models`; nothing is bundled."""
    return lambda *arguments: main(["models", *arguments], folders=ModelFolders(tmp_path / "none", own))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> Iterator[HubStandIn]:
    with serving(monkeypatch) as stand_in:
        stand_in.add_folder("someone/tiny", tiny_model_dir)
        yield stand_in


def test_a_model_comes_from_the_hub_is_listed_and_goes(models: Toonclip, hub: HubStandIn, own: Path, capsys: Captured):
    assert models("add", "hf://someone/tiny") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Installed Tiny Inverter 1.0.0 as tiny-inverter.",
        "Licence: MIT",
        str(own / "tiny-inverter"),
    ]

    assert models() == 0
    assert "tiny-inverter  Tiny Inverter (yours)" in capsys.readouterr().out

    assert models("remove", "tiny-inverter") == 0
    assert capsys.readouterr().out == f"Removed {own / 'tiny-inverter'}\n"
    assert not list(own.iterdir())


def test_the_same_again_and_another_version(models: Toonclip, tiny_model_dir: Path, capsys: Captured):
    models("add", str(tiny_model_dir))
    capsys.readouterr()

    assert models("add", str(tiny_model_dir)) == 0
    assert "Tiny Inverter 1.0.0 is already installed as tiny-inverter." in capsys.readouterr().out

    write_tiny_manifest(tiny_model_dir, version="2.0.0")
    assert models("add", str(tiny_model_dir)) == 0
    assert "Replaced Tiny Inverter 1.0.0 by 2.0.0" in capsys.readouterr().out


@pytest.mark.parametrize(("mishap", "status"), [(Mishap(404), 2), (Mishap(403), 2), (Mishap(500), 1)])
def test_what_fails_is_said_in_two_lines(
    models: Toonclip, mishap: Mishap, status: int, hub: HubStandIn, capsys: Captured
):
    hub.mishaps["manifest.json"] = mishap

    assert models("add", "hf://someone/tiny") == status

    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.startswith("toonclip: ")
    assert len(captured.err.splitlines()) == 2


@pytest.mark.parametrize("command", [["add", "nothing"], ["add", "hf://one"], ["remove", "nobody"]])
def test_a_mistake_of_the_person(models: Toonclip, command: list[str], capsys: Captured):
    assert models(*command) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_ctrl_c_leaves_nothing(
    models: Toonclip,
    own: Path,
    tiny_model_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", interrupt)

    assert models("add", str(tiny_model_dir)) == 130

    assert not list(own.iterdir())
    assert "Nothing unfinished was left behind" in capsys.readouterr().err
