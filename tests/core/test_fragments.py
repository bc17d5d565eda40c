"""The file of a clip that is being recorded: what is found in it after any cut and any damage."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from core.i420 import to_i420
from core.media.defragment import defragment, frames
from core.media.fragment_muxer import FragmentMuxer
from core.media.fragments import HEAD_BYTES, Contents, concealed, scan
from core.media.h264 import CLIP_TIME_BASE
from support.fakes import picture
from support.video_files import read_video, steady, write_video

FRAMES_EACH = 5
TICKS = CLIP_TIME_BASE.denominator // 25
KEY_EVERY = 25
"""Frames: a key frame a second."""


def grey(number: int) -> int:
    """Changes too slowly for the encoder to begin a new scene with a key frame."""
    return 40 + number


def recorded(fragments: int) -> list[bytes]:
    """The header, and so many fragments of grey pictures."""
    muxer = FragmentMuxer(64, 48)
    made = []
    for number in range(fragments * FRAMES_EACH):
        muxer.encode(to_i420(picture(value=grey(number))), number * TICKS)
        if number % FRAMES_EACH == FRAMES_EACH - 1:
            made.append(muxer.flush())
    assert muxer.finish() == b"", "the encoder holds nothing back"
    return [muxer.header, *made]


def found(content: bytes) -> Contents:
    return scan(io.BytesIO(content))


def numbers(content: bytes) -> list[int]:
    """Of the frames that can be saved."""
    return [round((packet.pts or 0) / TICKS) for packet in frames(io.BytesIO(content), found(content))]


def test_a_recording_plays_as_it_is_and_its_copy_has_the_same_frames(tmp_path: Path):
    content = b"".join(recorded(12))
    as_it_is, copy = tmp_path / "part.mp4", tmp_path / "copy.mp4"
    as_it_is.write_bytes(content)

    defragment(io.BytesIO(content), found(content), copy)

    for path in (as_it_is, copy):
        shown = read_video(path)
        assert shown.levels == pytest.approx([grey(number) for number in range(60)], abs=4)
        assert shown.times_s == pytest.approx([number / 25 for number in range(60)], abs=0.001)
    assert numbers(content) == list(range(60))


def test_times_are_kept_over_gaps(tmp_path: Path):
    muxer, times_ms = FragmentMuxer(64, 48), [0, 40, 2000, 2010, 9000, 9990]
    content = b""
    for time_ms in times_ms:
        muxer.encode(to_i420(picture(value=0)), time_ms * 90)
        content += muxer.flush()
    path = tmp_path / "clip.mp4"

    defragment(io.BytesIO(muxer.header + content), found(muxer.header + content), path)

    assert read_video(path).times_s == pytest.approx([time_ms / 1000 for time_ms in times_ms], abs=0.001)


def test_wherever_a_recording_is_cut_the_fragments_before_are_whole():
    header, *fragments = recorded(5)
    content = header + b"".join(fragments)
    ends = np.cumsum([len(header), *map(len, fragments)])
    around = {position for end in ends[:4] for position in range(end - 40, end + 240)}
    for position in sorted(around | {len(content) - 1, len(content)}):
        contents = found(content[:position])
        whole = int(np.searchsorted(ends, position, side="right")) - 1
        if whole <= 0:
            assert not contents.runs, position
        else:
            assert contents.end == ends[whole], position
            assert len(numbers(content[:position])) == whole * FRAMES_EACH, position
        assert contents.damaged == 0, position


def test_a_fragment_that_is_just_being_written_is_skipped_by_players(tmp_path: Path):
    header, first, second = recorded(2)
    path = tmp_path / "clip.mp4"
    for written in range(0, len(second), 7):
        path.write_bytes(header + first + concealed(second)[:written])

        with av.open(str(path)) as clip:
            assert len(list(clip.decode(video=0))) == FRAMES_EACH


def test_a_damaged_start_costs_no_more_than_the_frames_up_to_the_next_key_frame():
    header, first, *others = recorded(12)
    hurt = bytearray(first)
    hurt[50] ^= 0x55

    assert numbers(header + bytes(hurt) + b"".join(others)) == list(range(KEY_EVERY, 60))


@pytest.mark.parametrize("at", ["size", "type", "moof", "mdat head", "frames", "checksum"])
def test_one_damaged_fragment_costs_no_more_than_the_frames_up_to_the_next_key_frame(at: str):
    header, *fragments = recorded(20)
    place = 9
    hurt = bytearray(fragments[place])
    moof_bytes = int.from_bytes(hurt[:4], "big")
    position = {
        "size": 2,
        "type": 5,
        "moof": 60,
        "mdat head": moof_bytes + 2,
        "frames": moof_bytes + HEAD_BYTES + 9,
        "checksum": len(hurt) - 1,
    }[at]
    hurt[position] ^= 0x55
    content = header + b"".join([*fragments[:place], bytes(hurt), *fragments[place + 1 :]])

    first_lost = place * FRAMES_EACH
    next_key = -(-(first_lost + FRAMES_EACH) // KEY_EVERY) * KEY_EVERY
    assert numbers(content) == [*range(first_lost), *range(next_key, 100)]
    assert found(content).damaged == 1


def test_a_damaged_end_is_not_taken_for_a_cut():
    header, first, second = recorded(2)
    hurt = bytearray(second)
    hurt[-30] ^= 0x55

    assert found(header + first + bytes(hurt)).damaged == 1


def test_without_its_header_nothing_can_be_played():
    header, *fragments = recorded(3)

    contents = found(header[20:] + b"".join(fragments))

    assert (contents.header, contents.runs) == (None, [])
    assert numbers(header[20:] + b"".join(fragments)) == []


@pytest.mark.parametrize("options", [{}, {"movflags": "frag_keyframe+empty_moov"}], ids=["ordinary", "fragmented"])
def test_a_file_of_another_program_is_not_taken_for_a_recording(options: dict[str, str], tmp_path: Path):
    made = write_video(tmp_path / "made.mp4", steady(30))
    with av.open(str(made)) as source, av.open(str(tmp_path / "other.mp4"), "w", options=options) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)

    assert not found((tmp_path / "other.mp4").read_bytes()).runs


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"moof" * 50, b"\xff" * 1000, bytes(range(256)) * 8])
def test_anything_else_holds_nothing(content: bytes):
    assert found(content) == Contents(None)
