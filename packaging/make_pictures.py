"""Takes the README's picture from the real window: the bundled clip and model in the split layout.

    python packaging/make_pictures.py [OUTPUT.png]

Needs a display; without one: `xvfb-run -s "-screen 0 1600x1000x24" python packaging/make_pictures.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.frame import Layout
from core.generators.library import ModelLibrary
from core.generators.loader import load_generator
from desktop.live import Live
from desktop.main_window import MainWindow
from desktop.paths import bundled_models_dir
from desktop.presenter import Presenter
from desktop.settings import Settings, SourceMemory
from desktop.style import apply_style

OUTPUT = Path(__file__).parent.parent / "assets" / "pictures" / "window.png"
SPLIT = 0.417
WAIT_MS = 6000


def main() -> int:
    """Show the window, wait until the toon flows, save what it shows."""
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    app = QApplication(sys.argv[:1])
    apply_style(app)
    settings = Settings(source=SourceMemory(kind="clip"), layout=Layout.SPLIT, split=SPLIT, overlay=True)
    with tempfile.TemporaryDirectory() as folder:
        live = Live(
            settings,
            Path(folder) / "settings.json",
            library=ModelLibrary(bundled_models_dir(), Path(folder) / "models"),
            load=load_generator,
            list_cameras=list,
        )
        window = MainWindow()
        presenter = Presenter(live, window)
        window.closed.connect(app.quit)

        def take() -> None:
            output.parent.mkdir(parents=True, exist_ok=True)
            window.grab().save(str(output))
            window.close()

        window.show()
        presenter.start()
        QTimer.singleShot(WAIT_MS, take)
        return app.exec()


if __name__ == "__main__":
    sys.exit(main())
