"""set_language(): the window in another language, at once."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.system.paths import translation
from desktop.system.words import mark

LANGUAGES = {"system": mark("Language of the system"), "en": "English", "zh_CN": "简体中文"}
"""By the code of a settings file; a language is called what it calls itself."""
_CHINESE = "zh_CN"
_OWNED = "toonclipTranslator"


def set_language(app: QApplication, code: str) -> None:
    """Every window gets a LanguageChange event.

    Args:
        app: the program.
        code: of LANGUAGES; `system` is English where there is no translation into the system's language.
    """
    for old in app.findChildren(QTranslator, _OWNED):
        app.removeTranslator(old)
        old.deleteLater()
    if not _is_chinese(code):
        return
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{_CHINESE}", qt), (_CHINESE, str(translation(_CHINESE).parent))):
        translator = QTranslator(app)
        translator.setObjectName(_OWNED)
        if translator.load(name, folder):  # Qt's own words are not in every bundle
            app.installTranslator(translator)


def _is_chinese(code: str) -> bool:
    if code != "system":
        return code == _CHINESE
    system = QLocale.system()
    return system.language() is QLocale.Language.Chinese and system.script() is not QLocale.Script.TraditionalHanScript
