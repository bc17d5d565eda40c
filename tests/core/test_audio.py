"""One sound stream into an MP4: copied to the bit where it can be, else the same sound as AAC."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from core.media.audio import AudioTrack
from support.video_files import steady, write_video

TONE_HZ = 0.06 * 48_000 / (2 * np.pi)  # of write_video


def carry(source: Path, target: Path, *, start_s: float = 0.0, again: bool = False) -> int:
    """All sound packets into an MP4, twice if asked for; returns how many were left out."""
    with av.open(str(source)) as video, av.open(str(target), "w", format="mp4") as mp4:
        stream = video.streams.audio[0]
        track = AudioTrack(stream, mp4, start_s=start_s)
        packets = list(video.demux(stream))
        for packet in packets:
            track.write(packet)
        if again:
            video.seek(0)
            for packet in video.demux(stream):
                track.write(packet)
        track.finish()
        return track.damaged


def sound_packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def samples(path: Path) -> tuple[np.ndarray, int, float]:
    """All samples, (channels, n) in -1..1, their rate, and the time of the first in s."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout=stream.layout.name, rate=stream.rate)
        frames = list(container.decode(stream))
        resampled = [part.to_ndarray() for frame in frames for part in resampler.resample(frame)]
        return np.concatenate(resampled, axis=1), stream.rate, float(frames[0].time)


def loudest_hz(channel: np.ndarray, rate: int) -> float:
    middle = channel[len(channel) // 4 : -len(channel) // 4]
    return float(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))).argmax() * rate / len(middle))


@pytest.mark.parametrize("sound", ["aac", "flac", "libmp3lame", "libopus", "ac3"])
def test_what_an_mp4_can_carry_is_copied_to_the_bit(tmp_path: Path, sound: str):
    source = write_video(tmp_path / "in.mkv", steady(25), sound=sound)

    assert carry(source, tmp_path / "out.mp4") == 0

    assert sound_packets(tmp_path / "out.mp4") == sound_packets(source)


@pytest.mark.parametrize("sound", ["pcm_s16le", "pcm_f32le", "mp2"])
@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_what_it_cannot_carry_becomes_the_same_sound_as_aac(tmp_path: Path, sound: str, layout: str):
    source = write_video(tmp_path / "in.mkv", steady(25), sound=sound, sound_layout=layout)

    assert carry(source, tmp_path / "out.mp4") == 0

    before, _, _ = samples(source)
    after, rate, _ = samples(tmp_path / "out.mp4")
    assert (len(after), rate) == (len(before), 48_000)
    assert after.shape[1] == pytest.approx(before.shape[1], abs=2100), "a frame of AAC more or less"
    for channel in after:
        assert loudest_hz(channel, rate) == pytest.approx(TONE_HZ, abs=5)
        assert channel.std() == pytest.approx(before.std(), rel=0.05)


@pytest.mark.parametrize("sound", ["flac", "pcm_s16le"])
def test_the_start_of_the_video_is_the_zero_of_the_sound(tmp_path: Path, sound: str):
    source = write_video(tmp_path / "in.mkv", steady(25), sound=sound, sound_start_ms=700)

    carry(source, tmp_path / "out.mp4", start_s=0.5)

    assert samples(tmp_path / "out.mp4")[2] == pytest.approx(0.2, abs=0.03)


def test_packets_that_go_back_in_time_are_left_out_and_counted(tmp_path: Path):
    source = write_video(tmp_path / "in.mkv", steady(25), sound="flac")
    packets = sound_packets(source)

    assert carry(source, tmp_path / "out.mp4", again=True) == len(packets)

    assert sound_packets(tmp_path / "out.mp4") == packets
