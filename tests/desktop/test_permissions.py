"""The camera's permission on macOS, with a stand-in for AVFoundation: granted, denied, asked for, answered late."""

from __future__ import annotations

import os
import threading
from types import SimpleNamespace

import pytest

from desktop.system import permissions
from desktop.system.permissions import request_camera_access

NOT_DETERMINED, RESTRICTED, DENIED, AUTHORIZED = range(4)


class FakeAvFoundation(SimpleNamespace):
    """The part of the module used; keeps the question until it is answered."""

    def __init__(self, status: int) -> None:
        self.asked: list[tuple[str, object]] = []
        super().__init__(
            AVMediaTypeVideo="vide",
            AVAuthorizationStatusNotDetermined=NOT_DETERMINED,
            AVAuthorizationStatusAuthorized=AUTHORIZED,
            AVCaptureDevice=SimpleNamespace(
                authorizationStatusForMediaType_=lambda kind: status if kind == "vide" else RESTRICTED,
                requestAccessForMediaType_completionHandler_=lambda kind, told: self.asked.append((kind, told)),
            ),
        )


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch):
    def with_status(status: int) -> FakeAvFoundation:
        module = FakeAvFoundation(status)
        monkeypatch.setitem(permissions.sys.modules, "AVFoundation", module)
        monkeypatch.setattr(permissions, "sys", SimpleNamespace(platform="darwin"))
        monkeypatch.setenv("OPENCV_AVFOUNDATION_SKIP_AUTH", "0")
        return module

    return with_status


@pytest.mark.parametrize(("status", "allowed"), [(AUTHORIZED, True), (DENIED, False), (RESTRICTED, False)])
def test_what_is_known_is_answered_at_once(mac, status: int, allowed: bool):
    module, answers = mac(status), []
    request_camera_access(answers.append)
    assert answers == [allowed]
    assert not module.asked
    assert os.environ["OPENCV_AVFOUNDATION_SKIP_AUTH"] == "1"


@pytest.mark.parametrize("granted", [True, False])
def test_the_person_is_asked_once_and_the_answer_comes_later(mac, granted: bool):
    module, answers = mac(NOT_DETERMINED), []
    request_camera_access(answers.append)
    assert answers == []
    ((kind, told),) = module.asked
    assert kind == "vide"
    told(granted)
    assert answers == [granted]


def test_other_systems_ask_nobody():
    answers = []
    request_camera_access(answers.append)
    assert answers == [True]


def test_a_denied_camera_is_said_with_what_to_do_and_can_be_tried_again(rig):
    allowed = [False]
    rig.request_camera_access = lambda answered: answered(allowed[0])
    rig.start(wait=False)
    rig.until(lambda: rig.cards)
    (card,) = rig.cards
    assert card.title == "No permission to use the camera"
    assert "System Settings" in card.text
    assert rig.source("Front").opened == 0
    allowed[0] = True
    rig.click_card("source-error", "Try again")
    rig.until(lambda: rig.view.message is None and rig.view.frame is not None)
    assert not rig.cards


def test_the_answer_of_another_thread_opens_the_camera(rig):
    waiting = []
    rig.request_camera_access = waiting.append
    rig.start(wait=False)
    rig.until(lambda: waiting)
    thread = threading.Thread(target=waiting[0], args=(True,))
    thread.start()
    thread.join()
    rig.until(lambda: rig.source("Front").opened == 1 and rig.view.message is None)


def test_an_answer_after_another_choice_opens_nothing(rig):
    waiting = []
    rig.request_camera_access = waiting.append
    rig.start(wait=False)
    rig.until(lambda: waiting)
    rig.click_menu(rig.controls.source, "Bundled clip")
    rig.until(lambda: rig.view.message is None and rig.view.frame is not None)
    waiting[0](False)
    assert not rig.cards
    assert rig.source("Front").opened == 0
    assert rig.controls.source.words == "Bundled clip"
