"""Language, colours, motion and keys: chosen in the window, at once, and remembered."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QImage
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QPushButton, QScrollArea, QVBoxLayout

from desktop.system.words import tr
from desktop.window.keys_page import KeysPage
from desktop.window.language import LANGUAGES, set_language
from desktop.window.motion import motion_wished, reduce_motion
from desktop.window.style import THEMES, apply_style
from support.samples import read_settings

ROOT = Path(__file__).parents[2]
TRANSLATIONS = runpy.run_path(str(ROOT / "packaging" / "translations.py"))


@pytest.fixture(autouse=True)
def as_before(qapp):
    yield
    set_language(qapp, "en")
    apply_style(qapp, "dark")
    reduce_motion(False)


def test_every_word_of_the_window_has_a_translation():
    words = TRANSLATIONS["collect"](ROOT / "desktop")
    files = sorted((ROOT / "assets" / "languages").glob("*.ts"))
    assert len(words) > 250
    assert [file.stem for file in files] == ["zh_CN"]
    assert {file.name: TRANSLATIONS["missing"](file, words) for file in files} == {"zh_CN.ts": []}


def test_the_compiled_translation_is_the_edited_one(qapp):
    set_language(qapp, "zh_CN")
    edited = TRANSLATIONS["translations_of"](ROOT / "assets" / "languages" / "zh_CN.ts")
    assert {text: tr(text) for text in edited if "{" not in text} == {t: w for t, w in edited.items() if "{" not in t}


def test_a_translation_keeps_the_places_of_names(qapp):
    edited = TRANSLATIONS["translations_of"](ROOT / "assets" / "languages" / "zh_CN.ts")
    places = {text: (_places(text), _places(words)) for text, words in edited.items()}
    assert {text: both for text, both in places.items() if both[0] != both[1]} == {}


def _places(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def test_chinese_is_chosen_in_the_menu_and_is_there_at_once_and_at_the_next_start(rig):
    rig.start()
    rig.click_menu(rig.controls.more, LANGUAGES["zh_CN"])
    rig.until(lambda: rig.window.acts.record.text() == "录制")
    assert "(R)" in rig.controls.record.toolTip()
    assert rig.controls.segments.accessibleName() == "布局"
    assert rig.window.clip_strip.deeds["trash"].text() == tr("Move to the trash") != "Move to the trash"
    assert rig.window.film_bar.slider.toolTip() == tr("Position") != "Position"
    assert rig.view.divider.accessibleName() == tr("Divider: share of the original, percent")
    rig.window.activateWindow()
    rig.press("S")
    rig.until(lambda: rig.card("snapshot"))
    assert rig.card("snapshot").notification.title.startswith("已保存")
    rig.close()
    assert read_settings(rig.settings_file).language == "zh_CN"
    rig.start()
    assert rig.window.acts.record.text() == "录制"
    rig.click_menu(rig.controls.more, "English")
    rig.until(lambda: rig.window.acts.record.text() == "Record")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [660, 900, 1120, 1366])
def test_no_label_of_the_bar_is_cut_off(rig, qapp, language, width):
    rig.start()
    set_language(qapp, language)
    rig.window.resize(width, 480)
    rig.until(lambda: rig.controls.width() == width)
    qapp.processEvents()
    assert rig.controls.more.geometry().right() <= width
    for button in [*rig.controls.segments.buttons.values(), rig.controls.record]:
        needed = QFontMetrics(button.font()).horizontalAdvance(button.text())
        assert button.width() >= needed, button.text()
    assert rig.controls.layout().minimumSize().width() <= width


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_label_of_the_page_of_keys_is_cut_off(rig, qapp, language):
    rig.start()
    set_language(qapp, language)
    rig.window.acts.keys.trigger()
    page = rig.window.findChild(KeysPage)
    rig.until(page.isVisible)
    for label in page.findChildren(QLabel):
        assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
    assert page.findChild(QScrollArea).horizontalScrollBar().maximum() == 0
    page.close()


@pytest.mark.parametrize("theme", list(THEMES))
def test_the_colours_change_at_once_and_words_stay_readable(rig, qapp, theme):
    rig.start()
    rig.click_menu(rig.controls.more, THEMES[theme])
    assert rig.live.settings.current.theme == theme
    palette = qapp.palette()
    for words, ground in (("windowText", "window"), ("buttonText", "button"), ("text", "base")):
        assert contrast(getattr(palette, words)().color(), getattr(palette, ground)().color()) >= 4.5
    image = rig.controls.mirror.grab().toImage()
    assert contrast_in(image) >= 3, "the icon is seen"
    dialog = QDialog(rig.window)
    QVBoxLayout(dialog).addWidget(QCheckBox())
    dialog.resize(60, 60)
    assert contrast_in(dialog.grab().toImage()) >= 3, "an empty box is seen"


def contrast(first: QColor, second: QColor) -> float:
    """As WCAG counts it, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    rgb = colour.redF(), colour.greenF(), colour.blueF()
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast_in(image: QImage) -> float:
    middle = image.copy(image.rect().adjusted(6, 6, -6, -6))
    colours = [middle.pixelColor(x, y) for x in range(middle.width()) for y in range(middle.height())]
    return contrast(max(colours, key=_luminance), min(colours, key=_luminance))


def test_nothing_turns_where_less_motion_is_wished(rig):
    rig.start()
    rig.click_menu(rig.controls.more, "Less motion")
    assert not motion_wished()
    assert rig.live.settings.current.reduced_motion


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_the_page_of_keys_is_opened_and_closed_by_a_key(rig, qtbot, key):
    rig.start()
    rig.until(rig.window.isActiveWindow)
    qtbot.keyClick(rig.view, key)
    page = rig.window.findChild(KeysPage)
    rig.until(page.isVisible)
    named = {label.text() for label in page.findChildren(QLabel)}
    assert {"Record", "Compare", "Keys", "Mirror"} <= named
    qtbot.keyClick(page, key)
    rig.until(lambda: rig.window.findChild(KeysPage) is None)


def test_a_key_is_changed_taken_from_another_and_given_back(rig, qtbot):
    rig.start()
    acts = rig.window.acts
    acts.keys.trigger()
    page = rig.window.findChild(KeysPage)
    rig.until(page.isVisible)
    page.buttons[acts.record].click()
    qtbot.keyClick(page.buttons[acts.record], Qt.Key.Key_S)
    assert acts.record.shortcut().toString() == "S"
    assert acts.snapshot.shortcut().isEmpty()
    assert "(S)" in rig.controls.record.toolTip()
    assert rig.live.settings.current.keys == {"record": "S", "snapshot": ""}
    page.buttons[acts.mirror].click()
    qtbot.keyClick(page.buttons[acts.mirror], Qt.Key.Key_Backspace)
    assert acts.mirror.shortcut().isEmpty()
    rig.click(next(button for button in page.findChildren(QPushButton) if button.text() == "Reset all keys"))
    assert (acts.record.shortcut().toString(), acts.snapshot.shortcut().toString()) == ("R", "S")
    page.close()


def test_diagnostics_are_copied_without_a_name(rig, monkeypatch):
    rig.start()
    rig.click_menu(rig.controls.more, "Copy diagnostics")
    copied = QGuiApplication.clipboard().text()
    for words in (
        "ToonClip ",
        "cores",
        "Source: camera, live",
        "64 x 48",
        "Model: one, CPUExecutionProvider fp32",
        "fps",
    ):
        assert words in copied
    for name in ("Front", str(Path.home()), str(rig.clips)):
        assert name not in copied


def test_a_picture_is_pasted_and_opened(rig, tmp_path):
    rig.start()
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor(0, 200, 0))
    QGuiApplication.clipboard().setImage(picture)
    rig.press("Ctrl+V")
    rig.until(lambda: rig.controls.source.words == "Pasted picture" and rig.view.message is None)
    rig.until(lambda: rig.view.frame.original.rgb.value.shape == (30, 40, 3))
    assert rig.view.frame.original.rgb.value[0, 0].tolist() == [0, 200, 0]
    QGuiApplication.clipboard().setText("no picture")
    rig.press("Ctrl+V")
    rig.until(lambda: rig.card("paste"))
    assert rig.controls.source.words == "Pasted picture"
