"""Sound in a clip: in step with the picture whatever the clocks, kinds and gaps, and silent where nothing was heard."""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream

from core.media.soundtrack import RATE, Soundtrack, add_sound_stream
from core.sound import SoundBlock
from support.flash_and_beep import Scene, differences_ms, record


@pytest.mark.parametrize(("fps", "ppm"), [(5, -1000), (30, 1000)])
def test_every_beep_is_heard_with_its_flash_though_the_clocks_differ(tmp_path: Path, fps: int, ppm: int):
    path = tmp_path / "clip.mp4"

    record(Scene(25, fps, ppm), path)

    found = differences_ms(path)
    assert len(found) == 12
    assert max(map(abs, found)) < 10


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (11_025, 2), (44_100, 8), (96_000, 6), (192_000, 3)])
def test_every_rate_and_number_of_channels(tmp_path: Path, rate: int, channels: int):
    path = tmp_path / "clip.mp4"

    record(Scene(6, 15, rate=rate, channels=channels), path)

    assert max(map(abs, differences_ms(path))) < 10


def test_a_microphone_that_was_away_leaves_silence_and_the_rest_in_step(tmp_path: Path):
    path = tmp_path / "clip.mp4"

    record(Scene(20, 15, muted=(6.5, 10.5)), path)  # the flashes at 7 and 9 s have no beep

    found = [abs(difference) for difference in differences_ms(path)]
    assert [difference < 10 for difference in found] == [True] * 3 + [False] * 2 + [True] * 5


def test_a_pause_is_cut_out_of_picture_and_sound(tmp_path: Path):
    path = tmp_path / "clip.mp4"

    record(Scene(20, 15, paused=(6.5, 10.2)), path)

    found = differences_ms(path)
    assert len(found) == 8
    assert max(map(abs, found)) < 10
    with av.open(str(path)) as clip:
        assert (clip.duration or 0) / av.time_base == pytest.approx(16.3, abs=0.2)


def test_a_program_that_was_stopped_for_ten_seconds_goes_on_in_step(tmp_path: Path):
    path = tmp_path / "clip.mp4"

    record(Scene(24, 15, asleep=(6.5, 16.5)), path)

    found = differences_ms(path)
    assert len(found) == 7
    assert max(map(abs, found)) < 10


def encoded(path: Path, blocks: list[SoundBlock]) -> np.ndarray:
    """The left channel of a track of these blocks, decoded."""
    with av.open(str(path), "w") as container:
        stream = add_sound_stream(container)
        track = Soundtrack(stream)
        for block in blocks:
            container.mux(track.encode(block))
        container.mux(track.finish())
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def tone(start_s: float, seconds: float, *, rate: int = RATE, channels: int = 1) -> list[SoundBlock]:
    times_s = start_s + np.arange(round(seconds * rate)) / rate
    wave = (0.5 * np.sin(2 * np.pi * 440 * times_s)).astype(np.float32)[:, None].repeat(channels, 1)
    parts = np.array_split(wave, round(seconds * 100))
    starts = start_s + np.cumsum([0, *map(len, parts[:-1])]) / rate
    return [SoundBlock(part, rate, round(at * 1e9)) for part, at in zip(parts, starts, strict=True)]


def loudness(samples: np.ndarray, start_s: float, end_s: float) -> float:
    return float(np.sqrt((samples[round(start_s * RATE) : round(end_s * RATE)] ** 2).mean()))


def test_a_microphone_of_another_kind_takes_over_on_the_way(tmp_path: Path):
    samples = encoded(
        tmp_path / "track.m4a", [*tone(0, 1), *tone(1.5, 1, rate=16_000, channels=2), *tone(2.5, 1, channels=8)]
    )

    assert len(samples) / RATE == pytest.approx(3.5, abs=0.05)
    assert loudness(samples, 1.05, 1.45) < 0.001
    assert loudness(samples, 0.1, 0.9) == pytest.approx(0.35, abs=0.02)
    assert loudness(samples, 1.6, 2.4) == pytest.approx(0.35, abs=0.02)
    assert loudness(samples, 2.6, 3.4) > 0.35


@pytest.mark.parametrize("before", [[], tone(0, 1)], ids=["first", "back"])
def test_silence_of_minutes_is_not_encoded_anew(tmp_path: Path, before: list[SoundBlock]):
    """A microphone that is switched on late: what is encoded at once would keep pictures waiting."""
    encoded_samples: list[int] = []

    def count(frame: av.AudioFrame | None) -> list[av.Packet]:
        encoded_samples.append(0 if frame is None else frame.samples)
        return stream.encode(frame)

    path = tmp_path / "track.m4a"
    with av.open(str(path), "w") as container:
        stream = add_sound_stream(container)
        track = Soundtrack(cast("AudioStream", SimpleNamespace(encode=count)))
        parts = [track.encode(block) for block in [*before, *tone(300, 1)]]
        assert max(map(len, parts)) * 1024 <= 10 * RATE, "a part of it at once"
        packets = [packet for part in parts for packet in part] + track.finish()
        for packet in packets:
            packet.stream = stream
            container.mux(packet)
    with av.open(str(path)) as container:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])

    assert sum(encoded_samples) < 5 * RATE
    times = [packet.pts or 0 for packet in packets]
    assert {after - before for before, after in pairwise(times)} == {1024}
    assert len(samples) / RATE == pytest.approx(301, abs=0.05)
    assert loudness(samples, 1.05, 299.95) < 0.0001
    assert loudness(samples, 300.05, 300.95) == pytest.approx(0.35, abs=0.02)


def test_sound_that_comes_twice_is_heard_once(tmp_path: Path):
    samples = encoded(tmp_path / "track.m4a", [*tone(0, 2), *tone(1, 2)])

    assert len(samples) / RATE == pytest.approx(3.0, abs=0.05)


def test_the_drift_is_corrected_so_slowly_that_nobody_hears_it(tmp_path: Path):
    """The period of a tone never differs by more than 0.3 % from one to the next."""
    blocks = [SoundBlock(block.samples, block.rate, round(block.start_ns * 1.0005)) for block in tone(0, 20)]

    samples = encoded(tmp_path / "track.m4a", blocks)[RATE // 10 : -RATE // 10]

    rising = np.flatnonzero((samples[:-1] < 0) & (samples[1:] >= 0))
    crossings = rising + samples[rising] / (samples[rising] - samples[rising + 1])
    periods = np.diff(crossings) / (RATE / 440)
    assert np.abs(periods - 1).max() < 0.01  # AAC's own noise included
    assert np.abs(np.diff(np.convolve(periods, np.ones(44) / 44, "valid"))).max() < 0.001
