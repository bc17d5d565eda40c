"""`toonclip providers`, on what this computer really has."""

import json
from pathlib import Path

import pytest

from core.generators.choice import ProviderChoice
from core.generators.providers import PROCESSOR, FoundProviders, Provider
from core.models.places import ModelFolders
from desktop.command_line.providers_command import show_providers
from support.fake_providers import make


@pytest.fixture
def folders(tiny_model_dir: Path, tmp_path: Path) -> ModelFolders:
    return ModelFolders(tiny_model_dir.parent, tmp_path / "none")


def test_it_says_what_draws_and_why_nothing_else_does(folders: ModelFolders, tmp_path: Path, capsys):
    absent = (("WebGPU", "it is installed, and finds no hardware of its own"),)
    choice = ProviderChoice(
        make, memory=tmp_path / "providers.json", find=lambda: FoundProviders((Provider("Refuses"),), absent)
    )
    shown = show_providers(None, folders, again=False, as_json=False, choice=choice)
    printed = capsys.readouterr().out.splitlines()

    assert shown == 0
    assert printed[0] == "Tiny Inverter is drawn by: Processor"
    assert "ms a picture (fp32)" in printed[1]
    assert printed[2].split(maxsplit=1) == [
        "Refuses",
        "does not draw it: The driver is too old. (libcard.so.2 is missing)",
    ]
    assert printed[3].split(maxsplit=1) == ["WebGPU", "it is installed, and finds no hardware of its own"]


def test_other_programs_read_it_as_json(folders: ModelFolders, tmp_path: Path, capsys):
    choice = ProviderChoice(make, memory=tmp_path / "providers.json", find=FoundProviders)
    show_providers(None, folders, again=True, as_json=True, choice=choice)
    shown = json.loads(capsys.readouterr().out)

    (tried,) = shown["tried"]
    assert (shown["model"], tried["provider"], tried["chosen"]) == ("tiny-inverter", PROCESSOR.name, True)
    assert tried["ms"] > 0
