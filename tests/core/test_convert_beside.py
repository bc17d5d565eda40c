"""What a clip holds beside picture and sound: title, place, date, chapters, subtitles; and streams that stay behind."""

# PyAV leaves the packets of its streams untyped, and their times may be missing.
# pyright: reportOptionalOperand=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
# pyright: reportCallIssue=false, reportArgumentType=false

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import av.subtitles.stream
import numpy as np
import pytest
from av.container import OutputContainer
from av.subtitles.subtitle import SubtitleSet

from support.conversion import run
from support.played import beeps_s
from support.real_files import flash_and_beep
from support.video_files import read_video, steady, write_video

MS = Fraction(1, 1000)
TOLD = {"title": "Holiday", "artist": "Me", "creation_time": "2024-01-02T03:04:05.000000Z"}
PLACE = "+48.1000+011.6000/"
HEADER = b"[Script Info]\nScriptType: v4.00+\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,16\n"


def told_clip(path: Path, *, subtitles: str | None) -> Path:
    """A second of film with a title, chapters, and subtitles from 0.2 to 0.6 s."""
    plain = write_video(path.with_name("plain.mkv"), steady(25))
    with av.open(str(plain)) as given, av.open(str(path), "w") as told:
        told.metadata.update({**TOLD, "location": PLACE})
        told.set_chapters(
            [
                {"id": 1, "start": 0, "end": 400, "time_base": MS, "metadata": {"title": "One"}},
                {"id": 2, "start": 400, "end": 1000, "time_base": MS, "metadata": {"title": "Two"}},
            ]
        )
        film = told.add_stream_from_template(given.streams.video[0])
        written = _subtitles(told, subtitles) if subtitles else []
        for packet in given.demux(video=0):
            if packet.dts is not None:
                packet.stream = film
                told.mux(packet)
        told.mux(written)
    return path


def _subtitles(told: OutputContainer, codec: str) -> list[av.Packet]:
    stream = told.add_stream(codec)
    assert isinstance(stream, av.subtitles.stream.SubtitleStream)
    stream.metadata["language"] = "deu"
    stream.codec_context.subtitle_header = HEADER
    told.start_encoding()
    packet = stream.codec_context.encode_subtitle(SubtitleSet.create(b"0,0,Default,,0,0,0,,Hallo", 0, 400))
    packet.pts = packet.dts = 200
    packet.duration, packet.time_base, packet.stream = 400, MS, stream
    return [packet]


@pytest.mark.parametrize(("name", "codec"), [("in.mkv", "ass"), ("in.mkv", "subrip"), ("in.mp4", "mov_text")])
def test_title_place_date_chapters_and_subtitles_go_along(name: str, codec: str, tmp_path: Path):
    source = told_clip(tmp_path / name, subtitles=codec)

    assert run(source, tmp_path / "out.mp4").warnings == ()

    with av.open(str(source)) as given:
        first_ms = given.start_time / 1000
    with av.open(str(tmp_path / "out.mp4")) as clip:
        assert {key: clip.metadata.get(key) for key in TOLD} == TOLD
        assert clip.metadata["location"] == PLACE
        assert [chapter["metadata"]["title"] for chapter in clip.chapters()] == ["One", "Two"]
        assert clip.chapters()[1]["start"] + first_ms == pytest.approx(400, abs=2)
        words = clip.streams.subtitles[0]
        assert (words.codec_context.name, words.language) == ("mov_text", "deu")
        shown = [
            (float(packet.pts * packet.time_base), float(packet.duration * packet.time_base), text.dialogue)
            for packet in clip.demux(words)
            if packet.pts is not None
            for text in packet.decode()
        ]
    assert [text for _, _, text in shown if text] == [b"Hallo"]
    assert [time_s for time_s, _, text in shown if text] == pytest.approx([0.2 - first_ms / 1000], abs=0.03)
    assert [length_s for _, length_s, text in shown if text] == pytest.approx([0.4], abs=0.01)


def test_nothing_of_it_goes_along_where_it_shall_not(tmp_path: Path):
    source = told_clip(tmp_path / "in.mkv", subtitles="subrip")

    run(source, tmp_path / "out.mp4", keep_metadata=False)

    with av.open(str(tmp_path / "out.mp4")) as clip:
        assert not {"title", "artist", "location", "creation_time"} & clip.metadata.keys()
        assert (clip.chapters(), len(clip.streams.subtitles), len(clip.streams.data)) == ([], 0, 0)
    assert b"Hallo" not in (tmp_path / "out.mp4").read_bytes()


def test_another_film_is_left_out_and_named(tmp_path: Path):
    with av.open(str(tmp_path / "in.mkv"), "w") as container:
        for width, height in ((64, 48), (160, 120)):
            stream = container.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for stream in container.streams.video:
            container.mux([*stream.encode(av.VideoFrame(stream.width, stream.height, "yuv420p")), *stream.encode()])

    assert run(tmp_path / "in.mkv", tmp_path / "out.mp4").warnings == (
        "in.mkv has another film (64 x 48 px), which was left out.",
    )


def test_sound_that_begins_far_into_a_broadcast_is_kept(tmp_path: Path):
    """So far that nothing is known of it when the file is opened: behind 6 MB of packets that only fill."""
    content = flash_and_beep(tmp_path / "made.ts", 0).read_bytes()
    packets = [content[start : start + 188] for start in range(0, len(content), 188)]
    first = next(place for place, packet in enumerate(packets) if (packet[1] & 0x1F, packet[2]) == (1, 1))
    filling = b"G\x1f\xff\x10" + bytes(184)
    (tmp_path / "in.ts").write_bytes(b"".join([*packets[:first], *[filling] * 32_000, *packets[first:]]))

    run(tmp_path / "in.ts", tmp_path / "out.mp4")

    assert beeps_s(tmp_path / "out.mp4") == pytest.approx([1.0], abs=0.05)


def test_a_picture_that_stands_still_in_a_broadcast_stays_in_step_with_its_sound(tmp_path: Path):
    """No frame for 20 s is no clock that was set, where the sound goes on."""
    made = flash_and_beep(tmp_path / "made.ts", 1000)
    with av.open(str(made)) as given, av.open(str(tmp_path / "in.ts"), "w") as container:
        streams = {stream.index: container.add_stream_from_template(stream) for stream in given.streams}
        packets = [packet for packet in given.demux() if packet.dts is not None]
        for packet in packets:
            is_late = packet.stream.type == "video" and packet.dts * packet.time_base > Fraction(3, 2)
            packet.pts += is_late * 20 * 90_000
            packet.dts += is_late * 20 * 90_000
        sound = [packet for packet in packets if packet.stream.type == "audio"]
        for turn in range(1, 11):
            packets += [_moved(packet, turn * 181_440) for packet in sound]
        for packet in sorted(packets, key=lambda packet: packet.dts):
            packet.stream = streams[packet.stream.index]
            container.mux(packet)

    run(tmp_path / "in.ts", tmp_path / "out.mp4")

    times_s = read_video(tmp_path / "out.mp4").times_s
    assert np.diff(times_s).max() == pytest.approx(20, abs=0.1)
    assert beeps_s(tmp_path / "out.mp4")[-1] > 15


def _moved(packet: av.Packet, ticks: int) -> av.Packet:
    copy = av.Packet(bytes(packet))
    copy.pts, copy.dts, copy.time_base, copy.duration = packet.pts + ticks, packet.dts + ticks, packet.time_base, 0
    copy.stream = packet.stream
    return copy
