"""What the source, model and settings menus list. Built anew when they open and when their lists change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from core.errors import ModelError
from desktop.live.model_switch import ModelSwitch
from desktop.live.source_choice import SourceChoice, camera_choice, clip_choice
from desktop.live.source_switch import SourceSwitch
from desktop.system.words import mark, tr
from desktop.window.actions import Actions
from desktop.window.thumbnail_icons import thumbnail_icon

T = TypeVar("T")
CLIP_WORDS = mark("Bundled clip")


def source_title(choice: SourceChoice) -> str:
    """Of a source, in the person's language where it is a name of ours."""
    return tr(CLIP_WORDS) if choice == clip_choice() else choice.title


def fill_source_menu(
    menu: QMenu, sources: SourceSwitch, actions: Actions, retry: Callable[[], None] | None = None
) -> None:
    """Cameras by name, the bundled clip, and ways to find more; first the one that is missing, where one is."""
    menu.clear()
    if retry is not None:
        again = menu.addAction(tr("Look for the camera again"))
        again.triggered.connect(lambda _checked=False: retry())
        menu.addSeparator()
    shown = sources.status.choice
    choices = [camera_choice(camera) for camera in sources.cameras]
    for choice in choices:
        _add_choice(menu, choice, shown, sources.choose)
    if not choices:
        _add_words(menu, tr("Looking for cameras…") if sources.listing else tr("No camera found"))
    if shown is not None and shown not in choices and shown != clip_choice():
        _add_choice(menu, shown, shown, sources.choose)
    menu.addSeparator()
    _add_choice(menu, clip_choice(), shown, sources.choose)
    menu.addActions([actions.open_video, actions.open_picture_folder, actions.paste])
    menu.addSeparator()
    refresh = menu.addAction(tr("Refresh cameras"))
    refresh.triggered.connect(sources.refresh)
    refresh.setEnabled(not sources.listing)


def fill_model_menu(
    menu: QMenu,
    models: ModelSwitch,
    actions: Actions,
    show_problem: Callable[[ModelError], None],
    words_about: Callable[[str], str],
) -> None:
    """Installed models by title, a model opened from elsewhere, damaged ones, and a way to open another."""
    menu.clear()
    installed = [model.manifest.id for model in models.models]
    for model in models.models:
        words, title = words_about(model.manifest.id), tr(model.manifest.title)
        title = f"{title} · {words}" if words else title
        _add_model(menu, title, model.manifest.id, models)
    if models.current and models.current not in installed:
        _add_model(menu, tr(models.title), models.current, models)
    if menu.isEmpty():
        _add_words(menu, tr("No style installed"))
    for problem in models.problems:
        action = menu.addAction(tr("A damaged style…"))
        action.setToolTip(problem.message)
        action.triggered.connect(partial(_call, show_problem, problem))
    menu.addSeparator()
    menu.addActions([actions.strip, actions.open_model, actions.new_style, actions.manage_models])


def fill_more_menu(
    menu: QMenu, actions: Actions, camera: QMenu, microphones: QMenu, add_choices: Callable[[QMenu], object]
) -> QMenu:
    """The switches and doors that need no button, each in the part of the menu where a person looks for it.

    Returns:
        The part about clips, to which more can be added.
    """
    menu.clear()
    for part in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        part.deleteLater()  # which clear() leaves behind
    menu.addActions([actions.undo, actions.strip, actions.overlay, actions.steady, actions.virtual_camera])
    menu.addSeparator()
    _add_part(menu, tr("Strength"), [actions.strength_up, actions.strength_down, actions.strength_reset])
    _add_part(menu, tr("Speed and detail"), list(actions.drawing_sizes.values()), [actions.fast])
    fits = [actions.fit_whole, actions.fit_fill, actions.fit_actual]
    zooms = [actions.zoom_in, actions.zoom_out]
    _add_part(menu, tr("Zoom and window"), fits, zooms, [actions.full_screen, actions.on_top, actions.compact])
    _add_part(menu, tr("Mirror"), [actions.mirror, actions.mirror_clips, actions.mirror_virtual_camera])
    clips = _add_part(
        menu,
        tr("Clips and snapshots"),
        [actions.clips, actions.save_replay, actions.burst, actions.copy_picture],
        [actions.open_folder, actions.open_pictures, actions.choose_folder],
    )
    clips.addSeparator()
    camera.setTitle(tr("Camera"))
    menu.addMenu(camera)
    microphones.setTitle(tr("Microphone"))
    menu.addMenu(microphones)
    settings = _add_part(menu, tr("Settings"), [actions.in_tray, actions.updates_at_start, actions.reduced_motion])
    add_choices(settings)
    _add_part(
        menu,
        tr("Help"),
        [actions.keys, actions.copy_diagnostics, actions.show_log, actions.check_for_updates, actions.about],
    )
    menu.addSeparator()
    menu.addAction(actions.quit)
    return clips


def _add_part(menu: QMenu, words: str, *groups: Sequence[QAction]) -> QMenu:
    part = menu.addMenu(words)
    for place, group in enumerate(groups):
        if place:
            part.addSeparator()
        part.addActions(group)
    return part


def _add_choice(
    menu: QMenu, choice: SourceChoice, shown: SourceChoice | None, choose: Callable[[SourceChoice], None]
) -> None:
    action = _add_checkable(menu, source_title(choice), checked=choice == shown)
    action.triggered.connect(partial(_call, choose, choice))


def _add_model(menu: QMenu, title: str, key: str, models: ModelSwitch) -> None:
    action = _add_checkable(menu, title, checked=key == models.current)
    picture = models.thumbnails.get(key)
    if picture is not None and not picture.isNull():
        action.setIcon(thumbnail_icon(picture, chosen=key == models.current))
    action.triggered.connect(partial(_call, models.choose, key))


def _add_checkable(menu: QMenu, words: str, *, checked: bool) -> QAction:
    action = menu.addAction(words.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(checked)
    return action


def _add_words(menu: QMenu, words: str) -> None:
    menu.addAction(words).setEnabled(False)


def _call(act: Callable[[T], None], argument: T, *_checked: object) -> None:
    """Drop the `checked` that `triggered` adds."""
    act(argument)
