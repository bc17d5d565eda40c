"""About, licences and the word about updates, with clicks in the real window."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from packaging.version import Version
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from core.errors import UpdateCheckFailed
from desktop.live.settings import Settings
from desktop.system.licences import licence_page
from desktop.system.product import installed_version, repository
from desktop.window.about import AboutDialog
from desktop.window.notification_bar import Kind
from support.samples import write_settings

NOW = "Check for updates now"
AT_START = "Check for updates at start"


def answering(rig, version: str | None) -> list[str]:
    """The server's answer, or none; returns the pages that are opened."""
    updates, opened = rig.presenter.help.updates, []

    def ask() -> Version:
        if version is None:
            raise UpdateCheckFailed("github.com cannot be reached.", hint="Is there a network?")
        return Version(version)

    updates.ask, updates.open_page = ask, opened.append
    return opened


def test_the_package_says_its_version_and_where_it_is_from():
    assert Version(installed_version())
    assert repository().startswith("https://github.com/")


def test_the_installers_name_the_same_place():
    packaging = Path(__file__).parents[2] / "packaging"
    for recipe in ("linux/io.github.toonclip.ToonClip.metainfo.xml", "windows/toonclip.iss"):
        assert repository() in (packaging / recipe).read_text("utf-8")


def test_nothing_is_asked_unless_it_is_wished_for(rig):
    rig.build()
    rig.presenter.help.updates.ask = lambda: pytest.fail("asked")
    rig.presenter.start()
    rig.until(lambda: rig.view.frame is not None and not rig.live.models.loading)
    assert not rig.window.acts.updates_at_start.isChecked()
    rig.click_menu(rig.controls.more, AT_START)
    assert rig.live.settings.current.updates_at_start
    rig.click_menu(rig.controls.more, AT_START)
    assert not rig.live.settings.current.updates_at_start


@pytest.mark.parametrize("version", ["999.1", None, "0.0.1", "0.1.0rc1"])
def test_at_the_start_only_a_newer_version_is_told(rig, version):
    write_settings(Settings(updates_at_start=True), rig.settings_file)
    rig.build()
    opened = answering(rig, version)
    rig.presenter.start()
    rig.until(lambda: rig.view.frame is not None and rig.live.tasks.running == 0)
    if version != "999.1":
        assert not rig.cards
        return
    (card,) = rig.cards
    assert (card.kind, card.title) == (Kind.INFO, "ToonClip 999.1 is there")
    assert installed_version() in card.text
    rig.click_card("update", "Open the download page")
    assert opened == [f"{repository()}/releases/latest"]


def test_asking_now_always_gets_an_answer(rig):
    rig.start()
    answering(rig, "0.0.1")
    rig.click_menu(rig.controls.more, NOW)
    rig.until(lambda: rig.card("update"))
    assert rig.cards[0].title == "ToonClip is up to date"
    answering(rig, None)
    rig.click_menu(rig.controls.more, NOW)
    rig.until(lambda: rig.cards and rig.cards[0].kind is Kind.ERROR)
    assert rig.cards[0].text == "github.com cannot be reached. Is there a network?"
    answering(rig, "999.1")
    rig.click_card("update", "Try again")
    rig.until(lambda: rig.cards and rig.cards[0].title == "ToonClip 999.1 is there")


def test_a_slow_server_keeps_neither_the_picture_nor_the_end(rig):
    write_settings(Settings(updates_at_start=True), rig.settings_file)
    rig.build()
    gate = threading.Event()
    rig.presenter.help.updates.ask = lambda: gate.wait(30) and Version("999.1")
    rig.presenter.start()
    rig.until(lambda: rig.view.frame is not None and rig.view.message is None)
    rig.window.close()
    assert not rig.window.isVisible()
    gate.set()


def test_about_names_the_models_and_opens_the_licences(rig):
    rig.start()
    rig.click_menu(rig.controls.more, "About ToonClip")
    about = rig.window.findChild(AboutDialog)
    words = " ".join(label.text() for label in about.findChildren(QLabel))
    assert installed_version() in words
    assert "First style, version 1\nTraining pictures: none" in words
    about.pages.setCurrentIndex(2)
    page = about.findChild(QPlainTextEdit)
    rig.until(lambda: "numpy" in page.toPlainText())
    text = page.toPlainText()
    assert "numpy" in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text or "LGPL" in text
    about.close()


def test_a_bundles_own_page_is_shown(tmp_path, monkeypatch):
    (tmp_path / "Contents" / "Resources").mkdir(parents=True)
    (tmp_path / "Contents" / "MacOS").mkdir()
    monkeypatch.setattr("sys.frozen", True, raising=False)
    for place, program in (("", "toonclip"), ("Contents/Resources", "Contents/MacOS/toonclip")):
        (tmp_path / place / "THIRD-PARTY-LICENCES.txt").write_text(f"of {place}", encoding="utf-8")
        monkeypatch.setattr("sys.executable", str(tmp_path / program))
        assert licence_page() == f"of {place}"
