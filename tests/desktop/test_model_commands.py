"""`toonclip models add` and `remove`: output, exit status, plain errors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.models import install
from desktop.command_line import commands, model_commands
from desktop.command_line.main import main
from support.hub_stand_in import HubStandIn, Mishap, serving
from support.tiny_model import write_tiny_manifest


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's models folder; nothing is bundled."""
    for module in (commands, model_commands):
        monkeypatch.setattr(module, "bundled_models_dir", lambda: tmp_path / "none")
        monkeypatch.setattr(module, "user_models_dir", lambda: tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> Iterator[HubStandIn]:
    with serving(monkeypatch) as stand_in:
        stand_in.add_folder("someone/tiny", tiny_model_dir)
        yield stand_in


def test_a_model_comes_from_the_hub_is_listed_and_goes(hub: HubStandIn, own: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["models", "add", "hf://someone/tiny"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Installed Tiny Inverter 1.0.0 as tiny-inverter.",
        "Licence: MIT",
        str(own / "tiny-inverter"),
    ]

    assert main(["models"]) == 0
    assert "tiny-inverter  Tiny Inverter  (fp32" in capsys.readouterr().out

    assert main(["models", "remove", "tiny-inverter"]) == 0
    assert capsys.readouterr().out == f"Removed {own / 'tiny-inverter'}\n"
    assert not list(own.iterdir())


def test_the_same_again_and_another_version(tiny_model_dir: Path, capsys: pytest.CaptureFixture[str]):
    main(["models", "add", str(tiny_model_dir)])
    capsys.readouterr()

    assert main(["models", "add", str(tiny_model_dir)]) == 0
    assert "Tiny Inverter 1.0.0 is already installed as tiny-inverter." in capsys.readouterr().out

    write_tiny_manifest(tiny_model_dir, version="2.0.0")
    assert main(["models", "add", str(tiny_model_dir)]) == 0
    assert "Replaced Tiny Inverter 1.0.0 by 2.0.0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("mishap", "status"), [(Mishap(404), 2), (Mishap(403), 2), (Mishap(500), 1), (Mishap(keep=9), 1)]
)
def test_what_fails_is_said_in_two_lines(
    mishap: Mishap, status: int, hub: HubStandIn, capsys: pytest.CaptureFixture[str]
):
    hub.mishaps["manifest.json"] = mishap

    assert main(["models", "add", "hf://someone/tiny"]) == status

    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.startswith("toonclip: ")
    assert len(captured.err.splitlines()) == 2


@pytest.mark.parametrize("command", [["add", "nothing"], ["add", "hf://one"], ["remove", "nobody"]])
def test_a_mistake_of_the_person(command: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(["models", *command]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_ctrl_c_leaves_nothing(
    own: Path, tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(install, "verify_file", interrupt)

    assert main(["models", "add", str(tiny_model_dir)]) == 130

    assert not list(own.iterdir())
    assert "Nothing unfinished was left behind" in capsys.readouterr().err
