"""ClipStripPresenter: lists the newest clips and pictures, and does with them what is wanted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFile, QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage

from core.atomic_write import put_in_unused_place
from core.errors import AppError, InputError, WriteError
from core.layout import Layout
from desktop.live.chosen_by import ChosenBy
from desktop.live.folder_tasks import FolderTasks, Wait
from desktop.live.pixels import image_of
from desktop.live.source_choice import SourceChoice, file_choice
from desktop.live.source_switch import SourceStatus, SourceSwitch
from desktop.live.tasks import Lane
from desktop.presenter.notices import Notices
from desktop.system.answering import is_folder
from desktop.window.actions import Actions
from desktop.window.clip_strip import LOOP_KINDS, POSTER_PX, ClipStrip, Kept
from desktop.window.trim_dialog import TrimDialog

_MOST = 30
_READING_S, _WRITING_S = 3.0, 30.0
"""How long it may take to read the newest files, or to write a loop, before it is told that it takes long."""
_KINDS = {".mp4", ".png", ".gif", ".webp"}


class ClipStripPresenter(QObject):
    """GUI thread. The strip can be lent to show other files, with which the same is done.

    Args:
        strip: shows them.
        sources: plays a clip in place.
        tasks: read and write the files, and tell while a folder does not answer.
        notices: say what came of it.
        acts: show the strip, choose the layout.
        folders: where clips and pictures are now.
        show_file: shows one in the system's file manager.
    """

    taken_back = Signal()
    plays_changed = Signal(bool)

    def __init__(
        self,
        strip: ClipStrip,
        sources: SourceSwitch,
        tasks: FolderTasks,
        notices: Notices,
        acts: Actions,
        folders: Callable[[], list[Path]],
        show_file: Callable[[Path], object],
    ) -> None:
        super().__init__(strip)
        self._strip, self._sources, self._tasks, self._notices, self._acts = strip, sources, tasks, notices, acts
        self._folders = folders
        self._listing: Lane[list[Kept]] = Lane(tasks.tasks, "list-clips")
        self._listed: list[Path] = []
        self._wait: Wait | None = None
        self._played: SourceChoice | None = None
        self._layout_before: Layout | None = None
        self._source_before: SourceChoice | None = None
        self._known: dict[Path, Kept] = {}
        self._list_others: Callable[[], object] | None = None
        """Lists what somebody else shows in the strip."""
        self._deeds: dict[str, Callable[[Path], object]] = {
            "play": self.play,
            "trim": self._trim,
            **{f"loop.{kind.lower()}": partial(self._loop, kind) for kind in LOOP_KINDS},
            "copy": self._copy,
            "show": show_file,
            "trash": self._trash,
        }
        acts.clips.toggled.connect(self._on_toggled)
        acts.leave_clip.triggered.connect(self._on_leave_triggered)
        strip.wanted.connect(self._on_wanted)
        strip.renamed.connect(self._on_renamed)
        sources.status_changed.connect(self._on_status_changed)

    def lend(self, list_others: Callable[[], object]) -> None:
        """Show the strip for something else until it is hidden; `list_others` is called when files have changed."""
        self._list_others = list_others
        self._acts.clips.setChecked(True)

    def refresh(self, *_saved: object) -> None:
        """List anew, when it is shown."""
        if self._list_others is not None:
            self._list_others()
        elif self._strip.isVisibleTo(self._strip.window()):
            self._list(self._folders())

    def _list(self, folders: list[Path]) -> None:
        if folders != self._listed:  # those of before may not answer: nobody waits behind them
            self._end_wait()
            self._listing.cancel()
            self._listing = Lane(self._tasks.tasks, "list-clips")
            self._listed = folders
        if self._wait is None:
            self._wait = self._tasks.begin(folders[0], _READING_S)
        self._listing.run(partial(_find, folders, dict(self._known)), done=self._on_found)

    def _end_wait(self) -> None:
        if self._wait is not None:
            self._tasks.end(self._wait)
            self._wait = None

    def _on_toggled(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._strip.setVisible(shown)
        if shown:
            self._strip.setFocus()
        elif self._list_others is not None:
            self._list_others = None
            self.taken_back.emit()
        if self._list_others is None:  # who borrows the strip has listed before it is shown
            self.refresh()

    def _on_found(self, kept: list[Kept]) -> None:
        self._end_wait()
        self._known = {one.path: one for one in kept}
        self._strip.show_kept(kept)

    def _on_wanted(self, name: str, path: Path) -> None:
        deed = self._deeds.get(name)
        if deed is not None:
            deed(path)

    def play(self, path: Path) -> None:
        """A clip as it is, in the place of the picture; other files in the system's own program."""
        if path.suffix.lower() != ".mp4" and is_folder(path) is None:
            self._notices.folder_silent(path)
            return
        if path.suffix.lower() != ".mp4":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            return
        if self._layout_before is None:
            self._layout_before = next(layout for layout, act in self._acts.layouts.items() if act.isChecked())
            self._source_before = self._sources.status.choice
        self._played = file_choice(path)
        self._sources.choose(self._played, ChosenBy.FALLBACK)
        self._acts.layouts[Layout.ORIGINAL].trigger()

    @property
    def is_playing(self) -> bool:
        """Whether a clip is shown in the place of the source."""
        return self._played is not None

    def _on_leave_triggered(self) -> None:
        if self._source_before is not None:
            self._sources.choose(self._source_before, ChosenBy.FALLBACK)

    def _on_status_changed(self, status: SourceStatus) -> None:
        """Another source than a played clip gets the layout of before. The clip is no film to be drawn."""
        before = self._layout_before
        played = self._source_before is not None and self.is_playing and status.choice is self._played
        self._acts.leave_clip.setVisible(played)
        self.plays_changed.emit(played)
        if played:
            self._acts.film_save.setVisible(False)
        if before is not None and status.choice is not self._played:
            self._played = self._layout_before = None
            self._acts.layouts[before].trigger()

    def _trim(self, path: Path) -> None:
        kept = self._known.get(path)
        if kept is None:
            return
        dialog = TrimDialog(path.stem, kept.duration_s, self._strip.window())
        dialog.chosen.connect(partial(self._save_part, path))
        dialog.open()

    def _save_part(self, path: Path, start_s: float, end_s: float) -> None:
        from core.media.trim import trim_clip

        trim = partial(trim_clip, path, start_s, end_s, path.with_name(f"{path.stem}-part.mp4"))
        self._tasks.run(
            "trim-clip", path.parent, trim, done=self._on_made, failed=self._on_failed, patience_s=_READING_S
        )

    def _loop(self, kind: str, path: Path) -> None:
        from core.media.loop import make_loop

        make = partial(make_loop, path, path.with_name(f"{path.stem}-loop.{kind.lower()}"))
        self._tasks.run(
            "make-loop", path.parent, make, done=self._on_made, failed=self._on_failed, patience_s=_WRITING_S
        )

    def _copy(self, path: Path) -> None:
        def read() -> QImage:
            return QImage.fromData(path.read_bytes()) if path.suffix.lower() == ".png" else QImage()

        self._tasks.run("copy-clip", path.parent, read, done=partial(_put_on_clipboard, path), failed=self._on_failed)

    def _trash(self, path: Path) -> None:
        def throw_away() -> None:
            # Asking first waits for the disk in Qt's place, which would hold Python's lock meanwhile.
            if os.path.lexists(path) and not QFile.moveToTrash(str(path)):
                raise InputError(f"{path.name} cannot be moved to the trash.", hint="Delete it in its folder.")

        self._tasks.run("trash-clip", path.parent, throw_away, done=self.refresh, failed=partial(self._on_kept, path))

    def _on_kept(self, path: Path, _error: BaseException) -> None:
        self._notices.not_deleted(path)
        self.refresh()

    def _on_renamed(self, path: Path, name: str) -> None:
        def rename() -> Path:
            if not name.strip() or any(character in name for character in '/\\:*?"<>|') or name.startswith("."):
                raise InputError(f"“{name}” is no name for a file.", hint="Choose another one.")
            try:
                return put_in_unused_place(path, path.with_name(f"{name.strip()}{path.suffix}"))
            except OSError as error:
                reason = str(error.strerror or error).lower()
                raise WriteError(f"{path.name} cannot be renamed: {reason}.", hint="Choose another name.") from error

        self._tasks.run("rename-clip", path.parent, rename, done=self.refresh, failed=self._on_failed)

    def _on_made(self, path: Path) -> None:
        self._notices.picture_saved(path)
        self.refresh()

    def _on_failed(self, error: BaseException) -> None:
        self._notices.error(error, "clip")
        self.refresh()


def _find(folders: list[Path], known: dict[Path, Kept]) -> list[Kept]:
    """The newest files, the newest first. Blocks."""
    from core.media.poster import poster

    times = dict(found for folder in dict.fromkeys(folders) for found in _files(folder))
    found: list[Kept] = []
    for path in sorted(times, key=lambda path: times[path], reverse=True)[:_MOST]:
        if path in known:
            found.append(known[path])
            continue
        try:
            image, duration_s = poster(path, POSTER_PX.width(), POSTER_PX.height())
        except AppError:
            continue
        found.append(Kept(path, image_of(image), duration_s))
    return found


def _files(folder: Path) -> Iterator[tuple[Path, float]]:
    """With their times; none of what is still being written, or goes away meanwhile."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.suffix.lower() not in _KINDS or path.name.startswith("."):
                continue
            with suppress(OSError):
                if path.is_file():
                    yield path, path.stat().st_mtime


def _put_on_clipboard(path: Path, image: QImage) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    if not image.isNull():
        data.setImageData(image)
    QGuiApplication.clipboard().setMimeData(data)
