"""FilmPresenter: a film in the window is played as in a player; its toon, or a photograph's, is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from core.films.film import FilmSource
from core.sources.picture import PictureSource
from desktop.live.source_switch import SourceState, SourceStatus, SourceSwitch
from desktop.window.actions import Actions
from desktop.window.film_bar import FilmBar

_TICK_MS = 100
_LEAP_S = 5.0


class FilmPresenter(QObject):
    """Joins a film to its bar and its keys. GUI thread.

    Args:
        sources: which source is shown; a film has a bar.
        bar: shows and sets the position.
        acts: play, leap, step, loop, mute.
    """

    def __init__(self, sources: SourceSwitch, bar: FilmBar, acts: Actions) -> None:
        super().__init__(bar)
        self._sources, self._bar, self._acts = sources, bar, acts
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        sources.status_changed.connect(self._on_status_changed)
        bar.sought.connect(self._on_sought)
        acts.film_loop.setChecked(True)
        acts.film_loop.toggled.connect(self._on_loop_toggled)
        acts.film_mute.toggled.connect(self._on_mute_toggled)
        acts.film_play.triggered.connect(self._on_play_triggered)
        for action, leap_s in ((acts.film_back, -_LEAP_S), (acts.film_on, _LEAP_S)):
            action.triggered.connect(partial(self._with_film, partial(_leap, leap_s)))
        for action, frames in ((acts.film_step_back, -1), (acts.film_step, 1)):
            action.triggered.connect(partial(self._with_film, partial(_step, frames)))
        self._offer(film=False, photograph=False)

    @property
    def film(self) -> FilmSource | None:
        """The one that is shown."""
        source = self._sources.source
        return source if isinstance(source, FilmSource) else None

    @property
    def photograph(self) -> str:
        """The name, without an ending, of the photograph that is shown; empty for none."""
        source = self._sources.source
        return Path(source.name).stem if isinstance(source, PictureSource) else ""

    def close(self) -> None:
        self._timer.stop()

    def _with_film(self, act: Callable[[FilmSource], None], *_checked: object) -> None:
        if self.film is not None:
            act(self.film)
            self._on_tick()

    def _offer(self, *, film: bool, photograph: bool) -> None:
        acts = self._acts
        for action in (acts.film_play, acts.film_back, acts.film_on, acts.film_step_back, acts.film_step):
            action.setEnabled(film)
        acts.film_save.setVisible(film or photograph)
        self._bar.offer(film=film, photograph=photograph)
        if film:
            self._timer.start()
        else:
            self._timer.stop()

    def _on_status_changed(self, status: SourceStatus) -> None:
        live = status.state is SourceState.LIVE
        film = live and self.film is not None
        self._offer(film=film, photograph=live and bool(self.photograph))
        if film:
            self._on_loop_toggled(self._acts.film_loop.isChecked())
            self._on_mute_toggled(self._acts.film_mute.isChecked())
            self._on_tick()

    def _on_play_triggered(self) -> None:
        self._with_film(lambda film: film.play(playing=not film.playing))

    def _on_sought(self, position_s: float) -> None:
        self._with_film(lambda film: film.seek(position_s))

    def _on_loop_toggled(self, loops: bool) -> None:  # noqa: FBT001 - a Qt slot
        if self.film is not None:
            self.film.loops = loops

    def _on_mute_toggled(self, muted: bool) -> None:  # noqa: FBT001 - a Qt slot
        if self.film is not None:
            self.film.mute(muted=muted)

    def _on_tick(self) -> None:
        film = self.film
        if film is not None:
            self._bar.set_position(film.position_s, film.duration_s)
            self._acts.show_playing(playing=film.playing)


def _leap(leap_s: float, film: FilmSource) -> None:
    film.seek(film.position_s + leap_s)


def _step(frames: int, film: FilmSource) -> None:
    film.step(frames)
