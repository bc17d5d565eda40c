"""Makes the README's pictures: the real window with the bundled clip in the split layout, and all styles.

    python packaging/make_pictures.py [FOLDER]

Needs a display; without one: `xvfb-run -s "-screen 0 1600x1000x24" python packaging/make_pictures.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.foreign.opening import OpeningLibrary
from core.frame import Layout
from core.generators.loader import load_generator
from core.models.places import bundled_models_dir
from desktop.live.devices import Devices
from desktop.live.live import Live
from desktop.live.settings import Settings, SourceMemory
from desktop.presenter.presenter import Presenter
from desktop.window.main_window import MainWindow
from desktop.window.style import apply_style

OUTPUT = Path(__file__).parent.parent / "assets" / "pictures"
SPLIT = 0.417
WAIT_MS = 14_000
DRAWING_PX = 512
STYLE_PX, STYLES_A_ROW = 240, 4


def main() -> int:
    """Write `window.png` and `styles.png`."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    folder.mkdir(parents=True, exist_ok=True)
    take_styles(folder / "styles.png")
    return take_window(folder / "window.png")


def take_styles(output: Path) -> None:
    """Join the models' sample and what each model makes of it: the default one first."""
    library = OpeningLibrary(bundled_models_dir(), Path("none"))
    models = sorted(library.models(), key=lambda model: model.manifest.id != library.default().manifest.id)
    files = [models[0].folder / "sample.png", *(model.folder / "expected.png" for model in models)]
    pictures = [picture for file in files if (picture := cv2.imread(str(file))) is not None]
    height, width = pictures[0].shape[:2]
    size = (STYLE_PX, round(STYLE_PX * height / width))
    cells = [cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in pictures]
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % STYLES_A_ROW)
    rows = [np.hstack(cells[first : first + STYLES_A_ROW]) for first in range(0, len(cells), STYLES_A_ROW)]
    cv2.imwrite(str(output), np.vstack(rows))


def take_window(output: Path) -> int:
    """Show the window, wait until the toon flows, save what it shows."""
    app = QApplication(sys.argv[:1])
    apply_style(app)
    settings = Settings(
        source=SourceMemory(kind="clip"),
        layout=Layout.SPLIT,
        split=SPLIT,
        sound_offered=True,
        drawing_px=DRAWING_PX,
    )
    with tempfile.TemporaryDirectory() as folder:
        live = Live(
            settings,
            Path(folder) / "settings.json",
            library=OpeningLibrary(bundled_models_dir(), Path(folder) / "models"),
            load=load_generator,
            devices=Devices(list_cameras=list),
        )
        window = MainWindow()
        presenter = Presenter(live, window)
        window.closed.connect(app.quit)

        def take() -> None:
            window.notifications.clear()
            window.grab().save(str(output))
            window.close()

        window.show()
        presenter.start()
        QTimer.singleShot(WAIT_MS, take)
        return app.exec()


if __name__ == "__main__":
    sys.exit(main())
