"""“New style from a picture…” in the real window; the program beside it is a stand-in that speaks as the real one."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage

from desktop.live.chosen_by import ChosenBy
from desktop.live.style_learning import StyleWish, learning_command
from desktop.presenter import new_style
from desktop.window.new_style_dialog import NewStyleDialog
from support.window_rig import WindowRig

_WAITS = "import sys; sys.stdin.read()"


def speaker(*lines: object, end: str = "") -> Callable[[StyleWish, Path], list[str]]:
    """A program that prints these and does what `end` says."""
    told = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    return lambda _wish, _folder: [sys.executable, "-c", f"print({told!r}, end='', flush=True)\n{end}"]


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    path = tmp_path / "great_wave.png"
    Image.effect_noise((200, 160), 80).convert("RGB").save(path)
    return path


@pytest.fixture
def dialog(rig: WindowRig, painting: Path, monkeypatch: pytest.MonkeyPatch) -> NewStyleDialog:
    """With a picture in it."""
    monkeypatch.setattr(new_style, "can_learn", lambda: True)
    rig.start()
    rig.window.acts.new_style.trigger()
    dialog = rig.presenter.new_style.dialog
    assert dialog is not None
    assert not dialog.learn.isEnabled()
    drop(dialog, painting)
    rig.until(dialog.learn.isEnabled)
    return dialog


def drop(dialog: NewStyleDialog, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    dialog.dropEvent(QDropEvent(QPointF(5, 5), actions, data, buttons, keys))


def words(rig: WindowRig, topic: str) -> str:
    card = rig.card(topic)
    return f"{card.notification.title} {card.notification.text}" if card is not None else ""


def learn(rig: WindowRig, dialog: NewStyleDialog, command: Callable[[StyleWish, Path], list[str]]) -> None:
    rig.live.style_learning.command = command
    rig.click(dialog.learn)


def test_a_style_grows_in_the_dialog_and_draws_when_it_is_there(
    rig: WindowRig, dialog: NewStyleDialog, painting: Path, tmp_path: Path
):
    chosen: list[str] = []

    def choose(id_or_path: str, chosen_by: ChosenBy = ChosenBy.PERSON) -> None:
        chosen.append(id_or_path)

    rig.live.models.choose = choose
    assert dialog.name.text() == "Great wave"
    before = dialog.picture.pixmap().toImage()

    lines = ("a library's remark", {"share": 0.25, "left_s": 450.0}, {"preview": str(sheet(tmp_path))})
    learn(rig, dialog, speaker(*lines, {"installed": "great-wave"}, end="import time; time.sleep(1)"))
    rig.until(lambda: "7:30" in dialog.left.text())
    assert dialog.bar.value() == dialog.bar.maximum() / 4
    rig.until(lambda: dialog.picture.pixmap().toImage() != before)
    assert not dialog.name.isEnabled()

    rig.until(lambda: chosen == ["great-wave"])
    assert "Great wave" in words(rig, "model")
    assert not dialog.isVisible()
    assert not rig.live.style_learning.running


def sheet(folder: Path) -> Path:
    path = folder / "sheet.png"
    image = QImage(60, 40, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.red)
    image.save(str(path))
    return path


def test_it_can_be_ended_and_begun_again(rig: WindowRig, dialog: NewStyleDialog):
    for _ in range(2):
        learn(rig, dialog, speaker({"stage": "writing"}, end=_WAITS))
        rig.until(lambda: dialog.left.text() == "Saves the style")
        rig.click(dialog.stop)
        assert not rig.live.style_learning.running
        assert dialog.learn.isVisible()
    assert rig.card("style") is None


def test_why_it_failed_is_said(rig: WindowRig, dialog: NewStyleDialog):
    said = "toonclip-train: great_wave.png is 9 x 9 px.\nGive a larger picture."
    learn(rig, dialog, speaker(end=f"import sys; print({said!r}, file=sys.stderr); sys.exit(2)"))

    rig.until(lambda: rig.card("style"))
    assert "is 9 x 9 px. Give a larger picture." in words(rig, "style")
    assert dialog.learn.isVisible()


def test_a_program_that_is_not_there_or_dies_is_said(rig: WindowRig, dialog: NewStyleDialog):
    learn(rig, dialog, lambda _wish, _folder: ["/nowhere/python"])
    rig.until(lambda: rig.card("style"))
    assert "does not start" in words(rig, "style")
    learn(rig, dialog, speaker(end="import os; os.abort()"))
    rig.until(lambda: "ended before" in words(rig, "style"))


def test_a_disk_without_a_place_for_it_is_said(
    rig: WindowRig, dialog: NewStyleDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    learn(rig, dialog, speaker(end=_WAITS))
    assert "no place for what is learned" in words(rig, "style")
    assert dialog.learn.isVisible()


def test_the_window_closes_while_a_style_is_learned(rig: WindowRig, dialog: NewStyleDialog):
    learn(rig, dialog, speaker({"stage": "training"}, end=_WAITS))
    rig.close()
    assert not rig.live.style_learning.running


def test_without_the_training_code_it_says_how_to_get_it(rig: WindowRig, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(new_style, "can_learn", lambda: False)
    rig.start()
    rig.window.acts.new_style.trigger()

    assert rig.presenter.new_style.dialog is None
    assert "pip install" in words(rig, "style")


def test_the_command_is_one_that_the_training_code_takes(tmp_path: Path):
    (tmp_path / "own").mkdir()
    command = learning_command(StyleWish(tmp_path / "wave.png", "Great Wave", 12, keeps_colours=True), tmp_path)

    arguments = command[command.index("from-picture") :]
    assert command[command.index(sys.executable) :][1:3] == ["-m", "training"]
    assert arguments[:3] == ["from-picture", str(tmp_path / "wave.png"), "--name=Great Wave"]
    assert {"--json", "photograph", str(tmp_path / "own"), "12"} <= set(arguments)
