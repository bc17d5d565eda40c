"""Encoders of graphics cards: tried apart, compared with what they were given, remembered, left out when they fail.

No card is needed: x264 in other settings stands in for one that is right, wrong, late or of no use.
"""

import os
import time
from pathlib import Path

import av
import pytest

from core.i420 import to_i420
from core.media.clip_check import check_clip
from core.media.encoders import Encoder, hardware_encoders
from core.sinks import encoder_trial
from core.sinks.clip_file import ClipFile
from core.sinks.encoder_choice import EncoderChoice, verdict_words
from core.sinks.encoder_trial import EncoderVerdict, measure_encoder, try_encoder
from support.fakes import picture

QUICK = (("preset", "ultrafast"), ("tune", "zerolatency"), ("forced-idr", "1"))


def card(*settings: tuple[str, str], name: str = "libx264", quality: tuple[str, ...] = ("crf",)) -> Encoder:
    return Encoder(name, "Card", (*QUICK, *settings), quality)


def hang(_encoder: Encoder) -> EncoderVerdict:
    time.sleep(600)
    raise AssertionError


def crash(_encoder: Encoder) -> EncoderVerdict:
    os.abort()


def right(encoder: Encoder) -> EncoderVerdict:
    return EncoderVerdict(encoder.name, encoder.title, ms=1.0, x264_ms=9.0)


def test_an_encoder_that_writes_what_it_is_given_is_measured_beside_x264():
    verdict = measure_encoder(card())

    assert verdict.ms > 0
    assert verdict.x264_ms > 0
    assert verdict.problem == "" or "ms" in verdict.problem, "the same encoder spares nothing, or just enough"


@pytest.mark.parametrize(
    ("encoder", "problem"),
    [
        (card(("qp", "51"), quality=()), "makes wrong pictures"),
        (Encoder("libx264", "Card", (("preset", "fast"),)), "holds"),
        (card(("qp", "1"), ("x264-params", "keyint=1"), quality=()), "times as large as"),
        (Encoder("h264_of_nobody", "Card"), "cannot be used here"),
    ],
    ids=["wrong", "late", "large", "missing"],
)
def test_an_encoder_that_is_of_no_use_is_left_out_with_the_reason(encoder: Encoder, problem: str):
    assert problem in measure_encoder(encoder).problem


def test_an_encoder_whose_clip_shows_nothing_is_said_to_lose_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(encoder_trial, "_decoded", lambda _content: ([], 0))

    assert measure_encoder(card()).problem == "lost 45 of 45 pictures"


def test_those_that_this_ffmpeg_has_end_their_trial_with_a_word_wherever_it_runs():
    for encoder in hardware_encoders():
        verdict = try_encoder(encoder)
        assert verdict.problem or verdict.ms < verdict.x264_ms
        assert "\n" not in verdict_words(verdict)


def test_a_driver_that_hangs_is_ended():
    assert try_encoder(hardware_encoders()[0], measure=hang, longest_s=0.5).problem == "did not answer within 0.5 s"


def test_a_driver_that_crashes_takes_nothing_with_it():
    assert "ended the process that tried it" in try_encoder(hardware_encoders()[0], measure=crash).problem


def test_the_one_that_spares_most_is_taken_and_remembered_until_the_computer_changes(tmp_path: Path):
    slow, fast, wrong = (Encoder(name, name) for name in ("slow", "fast", "wrong"))
    verdicts = {
        "slow": EncoderVerdict("slow", "slow", 5.0, 9.0),
        "fast": EncoderVerdict("fast", "fast", 2.0, 9.0),
        "wrong": EncoderVerdict("wrong", "wrong", problem="makes wrong pictures"),
    }
    asked: list[str] = []

    def attempt(encoder: Encoder) -> EncoderVerdict:
        asked.append(encoder.name)
        return verdicts[encoder.name]

    def choice(driver: str) -> EncoderChoice:
        return EncoderChoice(tmp_path / "memory.json", driver, encoders=(slow, fast, wrong), attempt=attempt)

    first = choice("1.0")
    assert first.best() is None, "nothing was tried"
    first.try_all()
    first.try_all()
    assert first.best() is fast
    assert choice("1.0").best() is fast
    assert asked == ["slow", "fast", "wrong"]
    assert first.words()[0] == "Clips are encoded by: fast."
    assert choice("1.1").best() is None


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 200_000], ids=["empty", "other", "large"])
def test_a_damaged_memory_is_as_none(tmp_path: Path, content: bytes):
    (tmp_path / "memory.json").write_bytes(content)
    choice = EncoderChoice(tmp_path / "memory.json", "1.0", encoders=(card(),), attempt=right)

    assert choice.best() is None
    choice.try_all()
    assert choice.best() == card()


def test_without_a_card_nothing_is_tried(tmp_path: Path):
    choice = EncoderChoice(tmp_path / "memory.json", "1.0", encoders=(), attempt=right)

    choice.try_all()

    assert choice.best() is None
    assert not (tmp_path / "memory.json").exists()


def test_a_clip_is_made_with_the_chosen_one_and_one_that_fails_is_not_asked_again(tmp_path: Path):
    memory = tmp_path / "memory.json"
    works = EncoderChoice(memory, "1.0", encoders=(card(("x264-params", "ref=5")),), attempt=right)
    fails = EncoderChoice(memory, "2.0", encoders=(Encoder("h264_nvenc", "NVENC", (("gpu", "99"),)),), attempt=right)
    for name, choice in (("works.mp4", works), ("fails.mp4", fails)):
        choice.try_all()
        clip = ClipFile(tmp_path / name, encoders=choice)
        clip.begin()
        for number in range(30):
            clip.write(to_i420(picture(640, 360, 100 + number)), number * 3000)
        clip.finish()
        assert check_clip(tmp_path / name).frames == 30
        with av.open(str(tmp_path / name)) as read:
            assert abs(next(read.decode(video=0)).to_ndarray(format="gray").astype(int) - 102).max() <= 4

    assert b"ref=5" in (tmp_path / "works.mp4").read_bytes(), "x264 writes its settings into what it makes"
    assert works.best() is not None
    assert fails.best() is None
    assert "failed" in fails.words()[1]
