"""Makes the pictures of docs/window.md: the window's states, in both languages.

    python packaging/make_window_pages.py [FOLDER]

Needs a display; without one: `xvfb-run -s "-screen 0 1600x1000x24" python packaging/make_window_pages.py`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from core.foreign.opening import OpeningLibrary
from core.generators.loader import load_generator
from core.layout import Layout
from core.models.places import bundled_models_dir
from core.previews import WIDTH_PX
from desktop.live.devices import Devices
from desktop.live.live import Live
from desktop.live.settings import Settings, SourceMemory
from desktop.presenter.presenter import Presenter
from desktop.window.keys_page import KeysPage
from desktop.window.main_window import MainWindow
from desktop.window.style import apply_style

OUTPUT = Path(__file__).parent.parent / "assets" / "pictures" / "window"
LANGUAGES: tuple[Literal["en", "zh_CN"], ...] = ("en", "zh_CN")
SIZE = QSize(1120, 690)
QUALITY = 82
START_MS, STRIP_MS, MOMENT_MS = 14_000, 16_000, 2000

Step = tuple[int, Callable[[], object]]


def main() -> int:
    """Write `STATE-LANGUAGE.jpg` for every state and language."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    apply_style(app)
    for language in LANGUAGES:
        take_states(app, folder, language)
    return 0


def take_states(app: QApplication, folder: Path, language: Literal["en", "zh_CN"]) -> None:
    """Open the window in a language, and go through its states."""
    with tempfile.TemporaryDirectory() as home:
        pictures = Path(home) / "ToonClip"
        pictures.mkdir()
        settings = Settings(
            source=SourceMemory(kind="clip"),
            language=language,
            sound_offered=True,
            drawing_px=512,
            save_folder=str(pictures),
        )
        live = Live(
            settings,
            Path(home) / "settings.json",
            library=OpeningLibrary(bundled_models_dir(), Path(home) / "models"),
            load=load_generator,
            load_small=partial(load_generator, threads=1, longer_side=WIDTH_PX),
            devices=Devices(list_cameras=list),
        )
        window = MainWindow()
        presenter = Presenter(live, window)
        window.closed.connect(app.quit)
        window.resize(SIZE)
        window.show()
        presenter.start()
        _run(iter(states(app, window, lambda name, shown: _save(shown, folder / f"{name}-{language}.jpg"))), window)
        app.exec()


def states(app: QApplication, window: MainWindow, take: Callable[[str, QWidget], object]) -> Iterator[Step]:
    """What to do, and how long to wait before it, ms."""
    acts, strength = window.acts, window.controls.strength
    yield START_MS, window.notifications.clear
    yield MOMENT_MS, lambda: take("toon", window)
    yield 0, acts.strip.trigger
    yield STRIP_MS, acts.layouts[Layout.SPLIT].trigger
    yield MOMENT_MS, lambda: strength.slider.setValue(150)
    yield MOMENT_MS, window.notifications.clear
    yield MOMENT_MS, lambda: take("strip", window)
    yield 0, acts.strip.trigger
    yield 0, strength.reset
    yield 0, acts.layouts[Layout.SIDE_BY_SIDE].trigger
    yield 0, window.notifications.clear
    yield 0, acts.snapshot.trigger
    yield 2 * MOMENT_MS, lambda: take("saved", window)
    yield 0, acts.keys.trigger
    yield MOMENT_MS, lambda: take("keys", page_of(window))
    yield 0, lambda: page_of(window).accept()
    yield 0, lambda: apply_style(app, "light")
    yield MOMENT_MS, lambda: take("light", window)
    yield 0, lambda: apply_style(app, "dark")


def page_of(window: MainWindow) -> KeysPage:
    return window.findChildren(KeysPage)[0]


def _run(steps: Iterator[Step], window: MainWindow) -> None:
    """One step after the other; closes the window after the last."""
    wait_ms, act = next(steps, (0, window.close))

    def go() -> None:
        act()
        if act != window.close:
            _run(steps, window)

    QTimer.singleShot(wait_ms, go)


def _save(shown: QWidget, file: Path) -> None:
    shown.grab().toImage().save(str(file), quality=QUALITY)


if __name__ == "__main__":
    sys.exit(main())
