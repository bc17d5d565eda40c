"""What is opened: films, pictures and folders of them, and what cannot be opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QPushButton, QToolButton

from core.films.film import FilmSource
from support.tour.person import Wait
from support.tour.visit import Feature, Visit, at


class SourcesVisit(Visit):
    def features(self) -> list[Feature]:
        return [
            Feature("film", self._film_by_mouse, self._film_by_keys),
            Feature("save a film", self._save_by_mouse, self._save_by_keys),
            Feature("photograph", self._photograph_by_mouse, self._photograph_by_keys),
            Feature("folder of pictures", self._folder_by_mouse, self._folder_by_keys),
            Feature("broken film", self._broken_by_mouse, self._broken_by_keys),
            Feature("broken model", self._letter_by_mouse, self._letter_by_keys),
        ]

    def _film_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.open_video, self.controls.source)
        yield from self._film()
        yield from self.looked("film", 800)
        bar, play = self.window.film_bar, self.acts.film_play
        self.person.click(bar.play)
        yield lambda: not play.isChecked()
        before = bar.slider.value()
        self.person.click(bar.slider, at(bar.slider, 0.9))
        yield lambda: bar.slider.value() > before
        yield from self.looked("film-rests")
        self.person.click(bar.play)
        yield play.isChecked
        yield from self._film_on_full_screen()

    def _film_on_full_screen(self) -> Wait:
        """Its bar comes with the controls, above them, and goes with them."""
        bar, play = self.window.film_bar, self.acts.film_play
        self.person.click(self.view, at(self.view, 0.9, 0.2), times=2)  # no card lies there
        yield self.window.isFullScreen
        yield 900
        self.person.click(bar.play)
        yield lambda: not play.isChecked()
        yield from self.looked("film-full-screen")
        self.person.rest(self.window)
        yield lambda: not (bar.isVisible() or self.window.stage.controls_visible)
        self.person.click(self.view, at(self.view, 0.9, 0.2), times=2)
        yield lambda: not self.window.isFullScreen()
        yield bar.isVisible
        yield 500

    def _film_by_keys(self) -> Wait:
        self.person.press("ctrl+o")
        yield lambda: self.dialogs(QFileDialog)
        dialog = self.dialogs(QFileDialog)[0]
        assert isinstance(dialog, QFileDialog)
        assert dialog.directory().absolutePath() == str(self.files.film.parent), "it starts elsewhere"
        yield from self._film()
        self.person.press("space")
        yield lambda: not self.acts.film_play.isChecked()
        bar, film = self.window.film_bar, self.live.sources.source
        assert isinstance(film, FilmSource)
        seen_s = film.shown_s
        self.person.press("period", "period", "period")
        yield lambda: film.shown_s > seen_s
        before = bar.slider.value()
        self.person.press("ctrl+Right")
        yield lambda: bar.slider.value() != before
        yield from self.looked("film-keys")

    def _save_by_mouse(self) -> Wait:
        yield from self._open_film()
        self.person.click(self.window.film_bar.save)
        yield from self.looked("film-saving", 1500)
        cancel = self.window.film_jobs.findChildren(QToolButton)
        self.person.click(next(button for button in cancel if button.isVisible()))
        yield lambda: not self.window.film_jobs.isVisible()
        yield from self.looked("film-called-off")

    def _save_by_keys(self) -> Wait:
        yield from self._open_film()
        self.person.press("ctrl+s")
        jobs = self.window.film_jobs
        yield jobs.isVisible
        yield from self.looked("film-saving-keys", 1500)
        yield from self.person.walk_to(next(b for b in jobs.findChildren(QToolButton) if b.isVisible()))
        self.person.press("space")
        yield lambda: not jobs.isVisible()
        yield from self.looked("film-called-off-keys", 0)

    def _photograph_by_mouse(self) -> Wait:
        """It opens as a film does; a button over it saves its toon under its name."""
        yield from self.by_menu(self.acts.open_video, self.controls.source)
        yield from self._photograph(lambda: self.person.click(self.window.film_bar.save))
        yield from self.looked("photograph-saved")

    def _photograph_by_keys(self) -> Wait:
        self.person.press("ctrl+o")
        yield from self._photograph(lambda: self.person.press("ctrl+s"))
        yield from self.looked("photograph-saved-keys", 0)

    def _photograph(self, save: Callable[[], object]) -> Wait:
        def toons() -> int:
            return len(list(self.files.clips.glob("Beach 1-toon*.png")))

        before = toons()
        yield from self.type_file(self.files.pictures / "Beach 1.jpg")
        yield lambda: self.controls.source.words == "Beach 1.jpg" and self.draws()
        save()
        yield lambda: self.card("snapshot")
        assert toons() == before + 1

    def _folder_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.open_picture_folder, self.controls.source)
        yield from self._folder()
        yield from self.looked("picture-folder", 1500)
        before, strip = self.controls.source.words, self.window.clip_strip
        self.person.click(strip.viewport(), strip.visualItemRect(strip.item(1)).center())
        yield lambda: self.controls.source.words != before

    def _folder_by_keys(self) -> Wait:
        self.person.press("ctrl+shift+o")
        yield from self._folder()
        before = self.controls.source.words
        self.person.press("Next")
        yield lambda: self.controls.source.words != before
        self.person.press("Prior")
        yield lambda: self.controls.source.words == before
        yield from self.looked("picture-folder-keys", 0)

    def _broken_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.open_video, self.controls.source)
        yield from self.type_file(self.files.broken)
        yield from self._refused("refused-film", self._click_away)

    def _broken_by_keys(self) -> Wait:
        self.person.press("ctrl+o")
        yield from self.type_file(self.files.broken)
        yield from self._refused("refused-film-keys", lambda: self.person.press("Escape"))

    def _letter_by_mouse(self) -> Wait:
        yield from self.by_menu(self.acts.open_model, self.controls.model)
        yield from self.type_file(self.files.letter)
        yield from self._refused("refused-model", self._click_away)

    def _letter_by_keys(self) -> Wait:
        self.person.press("ctrl+m")
        yield from self.type_file(self.files.letter)
        yield from self._refused("refused-model-keys", lambda: self.person.press("Escape"))

    def _refused(self, name: str, dismiss: Callable[[], object]) -> Wait:
        """One card says so, what was shown goes on, and the card goes away."""
        yield lambda: self.window.notifications.cards
        yield from self.looked(name, 800)
        yield lambda: self.draws() and not self.shows_another
        dismiss()
        yield lambda: not self.window.notifications.cards

    def _click_away(self) -> None:
        card = self.window.notifications.cards[0]
        buttons = [*card.findChildren(QToolButton), *card.findChildren(QPushButton)]
        self.person.click(next(button for button in buttons if button.isVisible()))

    def _film(self) -> Wait:
        yield from self.type_file(self.files.film)
        yield self.window.film_bar.isVisible
        yield self.draws

    def _open_film(self) -> Wait:
        self.program.open({"source": str(self.files.film)})
        yield self.window.film_bar.isVisible
        yield self.draws

    def _folder(self) -> Wait:
        yield from self.type_file(self.files.pictures)
        yield self.window.clip_strip.isVisible
        yield lambda: self.window.clip_strip.count() == 3
        yield self.draws
