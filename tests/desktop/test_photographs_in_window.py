"""A photograph in the window: its toon is saved under its name, by the button over the picture and by keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import platformdirs
import pytest
from PySide6.QtWidgets import QFileDialog

from core.sources.picture import PictureSource
from desktop.live.source_choice import given_choice
from support.window_rig import WindowRig


@pytest.fixture
def photograph(rig: WindowRig) -> WindowRig:
    rig.start()
    cat = PictureSource("My cat.jpg", lambda: np.full((48, 64, 3), 90, np.uint8))
    rig.live.sources.choose(given_choice(cat))
    rig.until(lambda: rig.window.film_bar.isVisible() and rig.view.message is None)
    return rig


def test_its_toon_has_its_name(photograph: WindowRig) -> None:
    rig = photograph
    rig.click(rig.window.film_bar.save)
    for saved, keys in enumerate(("Ctrl+S", "S"), 1):
        rig.until(lambda saved=saved: rig.pictures.exists() and len(list(rig.pictures.iterdir())) == saved)
        rig.press(keys)
    rig.until(lambda: len(list(rig.pictures.glob("*.png"))) == 3)

    assert sorted(path.name for path in rig.pictures.iterdir()) == [f"My cat-toon{n}.png" for n in ("-2", "-3", "")]


def test_only_what_moves_can_be_played(photograph: WindowRig) -> None:
    bar = photograph.window.film_bar
    assert [widget.isVisible() for widget in (bar.save, bar.play, bar.slider)] == [True, False, False]
    photograph.click_menu(photograph.controls.source, "Back")

    photograph.until(lambda: not bar.isVisible())
    assert not photograph.window.acts.film_save.isVisible()


def test_a_folder_of_pictures_is_looked_for_among_pictures(
    rig: WindowRig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_pictures_path", lambda: tmp_path)
    rig.start()
    rig.window.acts.open_picture_folder.trigger()
    rig.until(lambda: rig.window.findChildren(QFileDialog))
    dialog = rig.window.findChildren(QFileDialog)[0]

    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.reject()
