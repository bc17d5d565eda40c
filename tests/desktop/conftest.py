"""Fakes for the engine's ends, a whole window in a temporary home, and a check that nothing is left behind."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import GenerateFailed, ModelError, ModelNotFound, SourceDisconnected, SourceError
from core.frame import ComposedFrame, Frame, Generated, Layout
from core.models.library import InstalledModel
from core.models.manifest import ModelFile, ModelManifest, Parity, Provenance, SizeRule
from core.sources.base import SourceFormat
from core.sources.discovery import CameraInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
WIDTH, HEIGHT = 64, 48
RED, BLUE = (220, 20, 20), (20, 20, 220)


class FakeSource:
    """A camera of one red picture, a hundred times a second; told when to fail."""

    def __init__(self, name: str = "Fake camera", *, reconnects: bool = True) -> None:
        self.name = name
        self.reconnects = reconnects
        self.open_error: SourceError | None = None
        self.lost = threading.Event()
        self.opened = 0
        self._closed = threading.Event()

    def open(self) -> SourceFormat:
        if self.open_error is not None:
            raise self.open_error
        if self.lost.is_set():
            raise SourceDisconnected(f"{self.name} is away.")
        self.opened += 1
        self._closed.clear()
        return SourceFormat(WIDTH, HEIGHT, 100.0)

    def read(self) -> np.ndarray:
        if self._closed.wait(0.01) or self.lost.is_set():
            raise SourceDisconnected(f"{self.name} stopped.")
        image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
        image[:] = RED
        return image

    def close(self) -> None:
        self._closed.set()


class FakeGenerator:
    """Turns everything blue."""

    provider = "CPUExecutionProvider"
    precision = "fp32"

    def __init__(self, model: InstalledModel) -> None:
        self.model_id = model.manifest.id
        self.title = model.manifest.title
        self.failing = False
        self.closed = False

    def generate(self, image: np.ndarray) -> np.ndarray:
        if self.failing:
            raise GenerateFailed("The model fell over.")
        toon = np.empty_like(image)
        toon[:] = BLUE
        return toon

    def close(self) -> None:
        self.closed = True


class FakeLibrary:
    def __init__(self, *models: InstalledModel) -> None:
        self.installed = list(models)
        self.broken: list[ModelError] = []

    def models(self) -> list[InstalledModel]:
        return self.installed

    def problems(self) -> list[ModelError]:
        return self.broken

    def find(self, wanted: str) -> InstalledModel:
        for model in self.installed:
            if wanted in (model.manifest.id, str(model.folder)):
                return model
        raise ModelNotFound(f"There is no model {wanted}.", hint="Look again.")


class FakeLoader:
    """Makes fake generators; a model whose id is held is loaded only when it is released."""

    def __init__(self) -> None:
        self.made: list[FakeGenerator] = []
        self.errors: dict[str, BaseException] = {}
        self.held: dict[str, threading.Event] = {}

    def hold(self, model_id: str) -> threading.Event:
        self.held[model_id] = threading.Event()
        return self.held[model_id]

    def __call__(self, model: InstalledModel) -> FakeGenerator:
        model_id = model.manifest.id
        if model_id in self.held:
            assert self.held[model_id].wait(20)
        if model_id in self.errors:
            raise self.errors[model_id]
        generator = FakeGenerator(model)
        self.made.append(generator)
        return generator


def make_model(model_id: str, title: str) -> InstalledModel:
    manifest = ModelManifest(
        id=model_id,
        title=title,
        version="1",
        files=(ModelFile(runtime="onnx", precision="fp32", path="model.onnx", sha256="0" * 64),),
        size_rule=SizeRule(minimum=64, multiple_of=32, preferred=512),
        parity=Parity(tolerance=1),
        provenance=Provenance(dataset="none", licence="none", git_commit="none"),
    )
    return InstalledModel(manifest, Path("/nowhere") / model_id, bundled=True)


def make_camera(name: str) -> CameraInfo:
    return CameraInfo(id=f"/dev/{name}", name=name, backend="V4L2", index=0, api=200)


def make_frame(image: np.ndarray, layout: Layout = Layout.TOON, *, captured_ns: int = 0) -> ComposedFrame:
    source = Frame(image, 0, captured_ns)
    return ComposedFrame(image, source, Generated(image, "fake", 1.0), layout)


@pytest.fixture
def fakes() -> SimpleNamespace:
    return SimpleNamespace(
        Source=FakeSource,
        Generator=FakeGenerator,
        Library=FakeLibrary,
        Loader=FakeLoader,
        model=make_model,
        camera=make_camera,
        frame=make_frame,
        red=RED,
        blue=BLUE,
    )


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Threads, running timers and top-level widgets of a test that uses Qt are gone after it."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    before = set(threading.enumerate())
    yield
    from PySide6.QtCore import QEvent, QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import isValid

    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, f"threads left running: {left}"
    # By type: isinstance asks every object for its class, and some of torch's answer with a warning.
    timers = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer)]
    timers = [timer for timer in timers if isValid(timer) and timer.isActive()]
    assert not timers, f"timers left running: {[timer.parent() for timer in timers]}"
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert not shown, f"widgets left: {shown}"


@pytest.fixture
def calls(qtbot) -> Iterator[object]:
    from desktop.live.bridge import GuiCalls

    calls = GuiCalls()
    yield calls
    calls.close()


class WindowRig:
    """A whole window over a real session with fake ends. `close` is called for every test."""

    def __init__(self, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from desktop.window.style import apply_style

        self.qtbot = qtbot
        self.tmp_path = tmp_path
        self.clips, self.pictures = tmp_path / "clips", tmp_path / "pictures"
        self.settings_file = tmp_path / "settings.json"
        self.cameras: list[CameraInfo] = [make_camera("Front"), make_camera("Back")]
        self.sources: dict[str, FakeSource] = {}
        self.library = FakeLibrary(make_model("one", "First style"), make_model("two", "Second style"))
        self.loader = FakeLoader()
        self.opened_folders: list[Path] = []
        self.ask: Callable[[Callable[[bool], None]], None] = lambda answered: answered(True)
        monkeypatch.setattr("desktop.presenter.presenter.clips_dir", lambda: self.clips)
        monkeypatch.setattr("desktop.presenter.presenter.pictures_dir", lambda: self.pictures)
        monkeypatch.setattr("core.sources.camera.CameraSource", lambda info: self.source(info.name))
        monkeypatch.setattr("core.sources.media.MediaFileSource", lambda path, name: self.source(name))
        apply_style(qtbot_app())
        self._built = False

    def source(self, name: str) -> FakeSource:
        """The fake behind a camera's or file's name; the same one every time."""
        return self.sources.setdefault(name, FakeSource(name))

    def build(self) -> None:
        from desktop.live.live import Live
        from desktop.live.settings import load_settings
        from desktop.presenter.presenter import Presenter
        from desktop.window.main_window import MainWindow

        self.live = Live(
            load_settings(self.settings_file),
            self.settings_file,
            library=self.library,
            load=self.loader,
            list_cameras=lambda: list(self.cameras),
            ask=self.ask,
        )
        self.window = MainWindow()
        self.window.restore_geometry(self.live.settings.current.geometry)
        self.presenter = Presenter(self.live, self.window, open_folder=self.opened_folders.append)
        self._built = True
        self.window.show()
        self.window.activateWindow()

    def start(self, source: FakeSource | None = None, model: str | None = None, *, wait: bool = True) -> WindowRig:
        """Build and start; with `wait`, until the picture is seen and the model draws."""
        from desktop.live.source_choice import given_choice

        self.build()
        self.presenter.start(given_choice(source) if source is not None else None, model)
        if wait:
            self.until(lambda: self.view.frame is not None and self.view.message is None)
            self.until(lambda: not self.live.models.loading)
        return self

    def close(self) -> None:
        if not self._built:
            return
        self.window.close()
        self.until(lambda: self.live._finished)
        if self.window.isVisible():
            self.window.close()
        self.until(lambda: not self.window.isVisible())
        self.window.deleteLater()
        self._built = False

    @property
    def closed(self) -> bool:
        return self.live._finished and not self.window.isVisible()

    @property
    def view(self):
        return self.window.view

    @property
    def controls(self):
        return self.window.controls

    @property
    def cards(self) -> list:
        return [card.notification for card in self.window.notifications.cards]

    def card(self, topic: str):
        return next((card for card in self.window.notifications.cards if card.notification.topic == topic), None)

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=15000)

    def click(self, widget) -> None:
        from PySide6.QtCore import Qt

        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_layout(self, layout: Layout) -> None:
        self.click(self.controls.layout_button(self.window.acts.layouts[layout]))

    def click_menu(self, button, words: str) -> None:
        """Open a menu with a click and click the entry of these words."""
        from PySide6.QtCore import Qt

        self.click(button)
        menu = button.drop_menu
        self.until(lambda: any(action.text() == words for action in menu.actions()))
        action = next(action for action in menu.actions() if action.text() == words)
        self.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def click_card(self, topic: str, words: str) -> None:
        from PySide6.QtWidgets import QPushButton

        card = self.card(topic)
        self.click(next(button for button in card.findChildren(QPushButton) if button.text() == words))

    def press(self, keys: str) -> None:
        from PySide6.QtTest import QTest

        self.until(self.window.isActiveWindow)
        QTest.keySequence(self.window, keys)

    def colour_at(self, x_share: float, y_share: float = 0.5) -> tuple[int, int, int]:
        """What is painted at a place of the picture, 0..1."""
        picture = self.view.picture_rect()
        image = self.view.grab().toImage()
        ratio = image.devicePixelRatio()
        x, y = picture.left() + picture.width() * x_share, picture.top() + picture.height() * y_share
        pixel = image.pixelColor(int(x * ratio), int(y * ratio))
        return pixel.red(), pixel.green(), pixel.blue()


def qtbot_app():
    from PySide6.QtWidgets import QApplication

    return QApplication.instance()


@pytest.fixture
def rig(qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WindowRig]:
    rig = WindowRig(qtbot, tmp_path, monkeypatch)
    yield rig
    for held in rig.loader.held.values():
        held.set()
    rig.close()
