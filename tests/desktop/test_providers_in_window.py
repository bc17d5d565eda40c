"""What draws the model, as a person meets it: a faster one takes over, one that fails gives way, About tells."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtWidgets import QLabel

from core.generators.choice import ProviderChoice
from core.generators.loader import generator_on
from core.generators.providers import PROCESSOR, FoundProviders, Provider
from core.generators.trial import MakeGenerator, Verdict
from core.media.encoders import Encoder
from core.models.library import InstalledModel
from core.sinks.encoder_choice import EncoderChoice
from core.sinks.encoder_trial import EncoderVerdict
from desktop.live.clip_recording import RecordingState
from desktop.presenter.diagnostics import diagnostics
from desktop.window.about import AboutDialog
from support.window_fakes import FakeGenerator, FakeLoader
from support.window_rig import WindowRig

CARD = Provider("CUDAExecutionProvider", "GPU", "1.2")
ABSENT = (("OpenVINO", "the package onnxruntime-ep-openvino is not installed"),)


class Computer:
    """Its card's trial has a result that a test may change."""

    def __init__(self, rig: WindowRig, memory) -> None:
        self.verdict = Verdict(CARD, "fp16", ms=3)
        self.trials: list[Provider] = []
        rig.choice = ProviderChoice(
            generator_on, memory=memory, find=lambda: FoundProviders((CARD,), ABSENT), attempt=self._attempt
        )
        rig.loader = Loader(rig.choice)

    def _attempt(self, _model: InstalledModel, provider: Provider, _make: MakeGenerator) -> Verdict:
        self.trials.append(provider)
        return self.verdict if provider == CARD else Verdict(provider, "int8", ms=20)


class Loader(FakeLoader):
    """Gives the generator the provider that was chosen."""

    def __init__(self, choice: ProviderChoice) -> None:
        super().__init__()
        self._choice = choice

    def __call__(self, model: InstalledModel) -> FakeGenerator:
        generator = super().__call__(model)
        generator.provider = (self._choice.best(model) or PROCESSOR).name
        return generator


@pytest.fixture
def computer(rig, tmp_path) -> Computer:
    return Computer(rig, tmp_path / "providers.json")


def drawn_by(rig) -> str:
    return dict(rig.view.marks.figures)["drawn by"]


def test_the_processor_draws_until_something_faster_is_found(rig, computer):
    rig.start()
    rig.until(lambda: drawn_by(rig) == "CUDA, fp32")
    assert [generator.provider for generator in rig.loader.made] == [PROCESSOR.name, CARD.name]
    assert computer.trials == [PROCESSOR, CARD]
    assert not rig.cards
    rig.close()

    rig.start()
    assert rig.loader.made[-1].provider == CARD.name, "remembered"
    rig.until(lambda: not rig.live.tasks.running)
    assert computer.trials == [PROCESSOR, CARD]


def test_a_provider_that_is_wrong_changes_nothing_and_says_nothing(rig, computer):
    computer.verdict = Verdict(CARD, problem="its picture is wrong")
    rig.start()
    rig.until(lambda: len(computer.trials) == 2 and not rig.live.tasks.running)
    assert drawn_by(rig) == "Processor, fp32"
    assert len(rig.loader.made) == 1
    assert not rig.cards


def test_a_provider_that_fails_while_it_draws_gives_way_with_one_message(rig, computer):
    rig.start()
    rig.until(lambda: drawn_by(rig) == "CUDA, fp32")
    rig.loader.made[-1].failing = True
    rig.until(lambda: drawn_by(rig) == "Processor, fp32")
    rig.until(lambda: not rig.live.tasks.running)
    (card,) = rig.cards
    assert card.title == "CUDA no longer draws the style"
    assert card.text == "The model fell over. The processor draws instead."
    rig.close()

    rig.start()
    assert rig.loader.made[-1].provider == PROCESSOR.name, "it is not tried at every start"


def test_a_model_that_fails_on_the_processor_too_is_an_error(rig, computer):
    computer.verdict = Verdict(CARD, problem="its picture is wrong")
    rig.start()
    rig.loader.made[-1].failing = True
    rig.until(lambda: rig.card("generator"))


def test_about_says_what_draws_and_why_nothing_else_does(rig, computer):
    computer.verdict = Verdict(CARD, problem="its picture is wrong")
    rig.start()
    rig.until(lambda: len(computer.trials) == 2 and not rig.live.tasks.running)
    rig.window.acts.about.trigger()
    rig.until(lambda: rig.window.findChild(AboutDialog))
    about = rig.window.findChild(AboutDialog)
    words = "\n".join(label.text() for label in about.findChildren(QLabel))
    about.accept()

    assert "First style is drawn by: Processor (fp32)." in words
    assert "CUDA: its picture is wrong." in words
    assert "OpenVINO: the package onnxruntime-ep-openvino is not installed." in words


def test_a_card_s_encoder_is_tried_after_the_first_clip_and_makes_the_next(rig, tmp_path):
    card = Encoder("libx264", "Card", (("preset", "ultrafast"), ("tune", "zerolatency"), ("x264-params", "ref=5")))
    asked: list[Encoder] = []

    def attempt(encoder: Encoder) -> EncoderVerdict:
        asked.append(encoder)
        return EncoderVerdict(encoder.name, encoder.title, ms=2.0, x264_ms=9.0)

    rig.encoders = EncoderChoice(tmp_path / "encoders.json", "1.0", encoders=(card,), attempt=attempt)
    rig.start()
    assert not asked
    for number in (1, 2):
        rig.click(rig.controls.record)
        rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
        rig.until_painted(5)
        rig.click(rig.controls.record)
        rig.until(lambda number=number: len(list(rig.clips.glob("*.mp4"))) == number and not rig.live.tasks.running)
        rig.until(rig.encoders.verdicts)

    assert asked == [card]
    first, second = sorted(rig.clips.glob("*.mp4"), key=lambda path: path.stat().st_mtime)
    assert b"ref=5" not in first.read_bytes()
    assert b"ref=5" in second.read_bytes(), "x264 writes its settings into what it makes"
    rig.window.acts.about.trigger()
    (about,) = rig.window.findChildren(AboutDialog)
    words = "\n".join(label.text() for label in about.findChildren(QLabel))
    assert "Clips are encoded by: Card." in words
    assert "2.0 ms of the processor a picture" in words
    assert "Card" in diagnostics(rig.live)


def test_nothing_is_tried_for_the_clip_with_which_the_window_closes(rig, tmp_path):
    asked: list[Encoder] = []

    def attempt(encoder: Encoder) -> EncoderVerdict:
        asked.append(encoder)
        return EncoderVerdict(encoder.name, encoder.title, problem="is slow")

    card = Encoder("libx264", "Card", ())
    rig.encoders = EncoderChoice(tmp_path / "encoders.json", "1.0", encoders=(card,), attempt=attempt)
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.until_painted(5)
    rig.close()

    assert list(rig.clips.glob("*.mp4"))
    assert not asked


def test_the_window_closes_while_an_encoder_is_tried(rig, tmp_path):
    asked, answered = Event(), Event()

    def attempt(encoder: Encoder) -> EncoderVerdict:
        asked.set()
        answered.wait(60)
        return EncoderVerdict(encoder.name, encoder.title, problem="is slow")

    rig.encoders = EncoderChoice(
        tmp_path / "encoders.json", "1.0", encoders=(Encoder("libx264", "Card", ()),), attempt=attempt
    )
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.until_painted(5)
    rig.click(rig.controls.record)
    rig.until(asked.is_set)
    rig.until(lambda: not rig.live.tasks.running)  # those are waited for
    rig.close()

    assert rig.shut_down
    assert not answered.is_set()
    answered.set()
