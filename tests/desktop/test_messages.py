from __future__ import annotations

import pytest

import core.errors
from core.errors import AppError, SourceBusy, VirtualCameraMissing, WriteError
from desktop.live.source_choice import clip_choice
from desktop.presenter.messages import _MESSAGES, Action, message_for, text_of, translated_text_of
from desktop.window.language import set_language

ERRORS = [thing for thing in vars(core.errors).values() if isinstance(thing, type) and issubclass(thing, AppError)]


@pytest.mark.parametrize("kind", [kind for kind in ERRORS if kind is not AppError])
def test_every_code_has_its_own_entry(kind):
    assert kind.code in _MESSAGES


def test_a_new_code_gets_its_familys_words():
    class SourceOnFire(SourceBusy):
        code = "source.on_fire"

    assert message_for(SourceOnFire("Hot.")) == _MESSAGES["source"]


@pytest.mark.parametrize("error", [ValueError("no"), AppError("no")])
def test_what_nobody_foresaw_offers_the_log(error):
    assert message_for(error).actions == (Action.SHOW_LOG,)


def test_the_text_is_the_errors_own():
    assert text_of(WriteError("It broke.", hint="Mend it.")) == "It broke. Mend it."
    assert text_of(WriteError("It broke.")) == "It broke."
    assert text_of(KeyError("x")) == "KeyError: 'x'"
    assert text_of(ValueError()) == "ValueError"


def test_in_another_language_what_to_do_is_said_once(qapp):
    set_language(qapp, "zh_CN")
    try:
        busy = translated_text_of(SourceBusy("Front is used.", hint="Close the other program."))
        noted = translated_text_of(SourceBusy("Front is used."), "继续。")
        missing = translated_text_of(VirtualCameraMissing("No PipeWire.", hint="Start it."))
    finally:
        set_language(qapp, "en")
    assert busy.endswith("。\nFront is used.")
    assert noted.endswith("。继续。\nFront is used.")
    assert missing.endswith("。\nNo PipeWire. Start it.")


@pytest.mark.parametrize("kind", ERRORS)
def test_the_window_shows_every_error_with_actions_that_can_be_clicked(rig, kind):
    rig.start()
    error = kind("What happened.", hint="What to do.")
    rig.presenter.notices.error(error, "test", {Action.TRY_AGAIN: lambda: rig.live.sources.choose(clip_choice())})
    (shown,) = rig.cards
    assert shown.title == message_for(error).title
    assert shown.text == "What happened. What to do."
    for words, _act in shown.actions:
        assert words in {action.value for action in message_for(error).actions}
    if any(words == "Try again" for words, _act in shown.actions):
        rig.click_card("test", "Try again")
        assert not rig.cards
        assert rig.controls.source.words == "Bundled clip"
