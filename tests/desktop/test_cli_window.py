"""`toonclip` without a command: what the window is given, and what happens where there is no display."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from core.models.places import ModelFolders
from desktop.command_line.window_command import DISPLAY_VARIABLES, has_display
from desktop.live.source_choice import SourceChoice
from desktop.system.end_signals import EndSignals
from desktop.system.single_window import OpenWindow
from support.command import Captured, Toonclip, error_lines
from support.video_files import read_video, steady, write_video


def test_without_a_display_the_source_becomes_a_clip_here(
    toonclip: Toonclip, no_display: Path, tmp_path: Path, capsys: Captured
) -> None:
    source = write_video(tmp_path / "in.mp4", steady(3))

    assert toonclip("--source", str(source)) == 0
    assert toonclip("--source", str(source)) == 0

    assert sorted(path.name for path in no_display.iterdir()) == ["in-toon-2.mp4", "in-toon.mp4"]
    said = capsys.readouterr().out
    assert said.startswith("No display: ")
    assert str(no_display / "in-toon.mp4") in said


def test_without_a_display_the_default_is_the_bundled_clip(
    toonclip: Toonclip, no_display: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = write_video(tmp_path / "portrait.mp4", steady(3))  # the real one takes seconds
    monkeypatch.setattr("desktop.command_line.convert_command.sample_clip", lambda: clip)

    assert toonclip() == 0

    assert len(read_video(no_display / "portrait-toon.mp4").levels) == 3


@pytest.mark.parametrize("source", ["0", "synthetic", "missing.mp4"])
def test_without_a_display_a_camera_is_a_mistake(
    toonclip: Toonclip, no_display: Path, source: str, capsys: Captured
) -> None:
    assert toonclip("--source", source) == 2
    assert len(error_lines(capsys)) == 2


@pytest.mark.parametrize(
    ("arguments", "name"),
    [([], None), (["--source", "sample"], "Bundled clip"), (["--source", "synthetic"], "Synthetic camera")],
)
def test_with_a_display_the_window_gets_source_and_model(
    toonclip: Toonclip, arguments: list[str], name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("desktop.program")
    given: list[tuple[object, object]] = []

    def run_window(
        source: object,
        model: object,
        _folders: ModelFolders,
        _signals: EndSignals,
        _later_starts: OpenWindow,
        *,
        drawing_px: int | None,
    ) -> int:
        assert drawing_px == 384
        given.append((source, model))
        return 0

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("desktop.program.run", run_window)

    assert toonclip(*arguments, "--model", "tiny-inverter", "--draw-at", "384") == 0

    ((source, model),) = given
    assert getattr(source, "title", None) == name
    assert model == "tiny-inverter"


@pytest.mark.parametrize(
    ("name", "source", "model"),
    [("Meine Ferien.mp4", "Meine Ferien.mp4", None), ("style.toonclip", None, "style.toonclip")],
)
def test_a_file_alone_is_opened(
    toonclip: Toonclip,
    name: str,
    source: str | None,
    model: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("desktop.program")
    given: list[tuple[object, object]] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("desktop.program.run", lambda source, model, *_, **_options: given.append((source, model)) or 0)
    path = tmp_path / name
    path.write_bytes(write_video(tmp_path / "made.mp4", steady(2)).read_bytes())

    assert toonclip(str(path)) == 0

    ((choice, wanted),) = given
    assert getattr(choice, "title", None) == source
    assert wanted == (str(tmp_path / model) if model else None)


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    folder = tmp_path / "Holidays 2024"
    folder.mkdir()
    for name in ("10.png", "9.png"):
        Image.new("RGB", (32, 24), "teal").save(folder / name)
    return folder


def test_a_folder_of_pictures_is_opened_with_its_first(
    toonclip: Toonclip, photographs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("desktop.program")
    given: list[SourceChoice] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("desktop.program.run", lambda source, *_, **_options: given.append(source) or 0)
    monkeypatch.chdir(photographs)

    assert toonclip(str(photographs)) == 0
    assert toonclip(".") == 0

    assert [(choice.path, choice.with_folder) for choice in given] == [(photographs / "9.png", True)] * 2


def test_a_folder_without_pictures_is_refused_in_words(toonclip: Toonclip, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "letters").mkdir()

    assert toonclip(str(tmp_path / "letters")) == 2

    assert "There is no picture in" in error_lines(capsys)[0]


def test_a_folder_of_a_model_is_that_model(toonclip: Toonclip, bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("desktop.program")
    given: list[tuple[object, object]] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("desktop.program.run", lambda source, model, *_, **_options: given.append((source, model)) or 0)

    assert toonclip(str(bundled / "tiny-inverter")) == 0

    assert given == [(None, str(bundled / "tiny-inverter"))]


def test_without_a_display_a_folder_is_converted_here(
    toonclip: Toonclip, no_display: Path, photographs: Path, capsys: Captured
) -> None:
    assert toonclip(str(photographs)) == 0

    assert sorted(path.name for path in (no_display / "Holidays 2024-toon").iterdir()) == ["10.png", "9.png"]
    assert str(no_display / "Holidays 2024-toon") in capsys.readouterr().out


def test_a_command_is_one_whatever_lies_here(
    toonclip: Toonclip, no_display: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    (no_display / "models").mkdir()

    assert toonclip("models") == 0
    assert "tiny-inverter" in capsys.readouterr().out
    assert toonclip("missing.mp4") == 2
    assert "missing.mp4" in error_lines(capsys)[0]
    assert toonclip("missing/") == 2
    assert "There is no file missing/" in error_lines(capsys)[0]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_display_is_known_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    for name in DISPLAY_VARIABLES:
        with monkeypatch.context() as patch:
            patch.setenv(name, "x")
            assert has_display()
