"""The composition root of the window: builds the parts, joins them, runs Qt, takes everything down in order."""

from __future__ import annotations

import logging
import sys
from functools import partial

from PySide6.QtWidgets import QApplication

from core.generators.library import ModelLibrary
from core.generators.loader import load_generator
from core.sources.base import FrameSource
from core.sources.discovery import list_cameras
from desktop.crash import CrashHooks, close_log, log_file, open_log
from desktop.interrupts import Interrupts
from desktop.live import Live
from desktop.main_window import MainWindow
from desktop.paths import APP_NAME, bundled_models_dir, settings_file, user_models_dir
from desktop.presenter import Presenter
from desktop.settings import load_settings
from desktop.style import apply_style

_log = logging.getLogger(__name__)


def run(source: FrameSource | None, model: str | None) -> int:
    """Show the window until it is closed. Main thread."""
    log = open_log(log_file())
    app = _application()
    path = settings_file()
    live = Live(
        load_settings(path),
        path,
        library=ModelLibrary(bundled_models_dir(), user_models_dir()),
        load=load_generator,
        list_cameras=list_cameras,
    )
    window = MainWindow()
    presenter = Presenter(live, window)
    hooks = CrashHooks(lambda error: live.calls.post(partial(presenter.report_crash, error)))
    hooks.install()
    # A second Ctrl-C does not wait for the clip.
    interrupts = Interrupts(lambda: app.exit(1) if presenter.closing else window.close())
    window.closed.connect(app.quit)
    presenter.first_picture_shown.connect(lambda: _log.info("the picture is shown"))
    try:
        window.show()
        presenter.start(source, model)
        return app.exec()
    finally:
        interrupts.remove()
        hooks.remove()
        close_log(log)


def _application() -> QApplication:
    """The one of the process: whoever runs tests has made it already."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName(APP_NAME)
    app.setDesktopFileName("toonclip")
    app.setQuitOnLastWindowClosed(False)
    apply_style(app)
    return app
