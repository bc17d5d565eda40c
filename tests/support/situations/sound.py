"""Sound: copied where MP4 can hold it, else encoded anew with its channels, and said."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import numpy as np

from support.situations.situation import Finding, Kind, Place, Situation, named

_TYPES = {"s16": np.int16, "s16p": np.int16, "s32": np.int32, "s32p": np.int32, "flt": np.float32, "fltp": np.float32}
_SAMPLES = 1536


def with_sound(path: Path, codec: str, layout: str) -> Path:
    """A frame, and half a second of noise in German."""
    noise = np.random.default_rng(0)
    with av.open(str(path), "w") as container:
        film = container.add_stream("libx264", rate=25)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream(codec, rate=48_000, layout=layout)
        assert isinstance(sound, av.AudioStream)
        sound.metadata["language"] = "deu"
        container.mux(film.encode(av.VideoFrame(64, 48, "yuv420p")))
        form, channels = sound.format, len(sound.layout.channels)
        shape = (channels, _SAMPLES) if form.is_planar else (1, _SAMPLES * channels)
        for number in range(20):
            loud = 0.2 if form.name.startswith("flt") else 6000
            samples = (noise.uniform(-loud, loud, shape)).astype(_TYPES[form.name])
            frame = av.AudioFrame.from_ndarray(samples, format=form.name, layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = 48_000, _SAMPLES * number, Fraction(1, 48_000)
            container.mux(sound.encode(frame))
        container.mux([*film.encode(), *sound.encode()])
    return path


def _packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as clip:
        return [bytes(packet) for packet in clip.demux(audio=0) if packet.size]


def _copied(name: str, codec: str, layout: str, place: Place) -> Finding:
    source = with_sound(place.folder / name, codec, layout)
    given, kept = _packets(source), _packets(place.film(source))
    same = sum(before == after for before, after in zip(given, kept, strict=False))
    return Finding(f"{same} of {len(given)} packets the same", given == kept)


def _encoded(codec: str, layout: str, place: Place) -> Finding:
    source = with_sound(place.folder / "in.mkv", codec, layout)
    told = place.convert(source, place.folder / "out.mp4")
    with av.open(str(place.folder / "out.mp4")) as clip:
        sound = clip.streams.audio[0]
        found = next(clip.decode(sound)).layout.name
        words = f"{sound.codec_context.name}, {found}, {sound.language}"
        right = sound.codec_context.name == "aac" and found == layout and sound.language == "deu"
    return Finding(words, right) & named(told, "was encoded as AAC, with all its channels")


def _copy(codec: str, name: str = "in.mkv", layout: str = "stereo") -> Situation:
    given = f"{codec.removeprefix('lib')}, {layout}, .{name.rpartition('.')[2]}"
    return Situation(Kind.SOUND, given, "the same bit by bit", partial(_copied, name, codec, layout))


def _anew(codec: str, layout: str) -> Situation:
    given, right = f"{codec}, {layout}, .mkv", "AAC with its channels and language, said"
    return Situation(Kind.SOUND, given, right, partial(_encoded, codec, layout))


SITUATIONS = (
    _copy("aac", "in.mp4"),
    _copy("aac", layout="5.1"),
    _copy("ac3", layout="5.1(side)"),
    _copy("eac3", layout="5.1(side)"),
    _copy("flac", layout="7.1"),
    _copy("libmp3lame"),
    _copy("libopus"),
    _copy("alac", "in.mov"),
    _anew("pcm_s16le", "mono"),
    _anew("pcm_s16le", "5.1"),
    _anew("pcm_s24le", "7.1"),
    _anew("mp2", "stereo"),
    _anew("pcm_f32le", "5.1"),
)
