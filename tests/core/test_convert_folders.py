"""Several inputs and folders: what becomes of each file, what is left out and why, and what is there already."""

import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from core.convert.plan import Existing, plan_conversion
from core.errors import InputError, NameTaken
from core.file_lock import in_use
from core.frame import RgbImage
from support.conversion import run
from support.fakes import InvertingGenerator
from support.video_files import read_video, steady, write_video

GREY = np.full((8, 12, 3), 60, np.uint8)


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(GREY).save(path, format=None if path.suffix != ".heic" else "HEIF")
    return path


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """What a telephone's folder holds, and what lies about in it."""
    album = tmp_path / "album"
    for name in ("a.jpg", "b.heic", "c.jfif", "deeper/d.png", "deeper/again/e.webp"):
        picture(album / name)
    shutil.copy(album / "a.jpg", album / "wrong.png")
    write_video(album / "film.mov", steady(2))
    (album / "film.mkv").write_bytes((album / "film.mov").read_bytes())
    (album / "notes.txt").write_text("words")
    (album / "raw.dng").write_bytes(b"II*\0" + bytes(100))
    (album / ".hidden.jpg").write_bytes(b"")
    return album


def test_a_folder_is_converted_whole_and_what_is_left_out_is_said(album: Path, tmp_path: Path):
    summary = run(album, tmp_path / "out")

    assert names(tmp_path / "out") == ["a.jpg", "b.heic", "c.jfif", "film.mov.mp4", "film.mp4", "wrong.png"]
    assert (summary.files, summary.total, summary.failed) == (6, 6, ())
    assert summary.left_out == (
        "Left out, as folders, into which --recursive goes: deeper.",
        "Left out, as neither images nor videos: notes.txt.",
        "Left out, as cameras' raw files, which are not developed yet: raw.dng.",
    )


def test_folders_of_folders(album: Path, tmp_path: Path):
    summary = run(album, album / "out", recursive=True)
    again = run(album, album / "out", recursive=True, existing=Existing.RESUME)

    assert {"deeper/d.png", "deeper/again/e.webp"} <= set(names(album / "out"))
    assert not (album / "out" / "out").exists()
    assert (again.files, again.done_before) == (0, summary.files)


@pytest.mark.parametrize("inputs", [["a.jpg", "b.heic"], ["."]])
def test_several_inputs_need_a_folder(inputs: list[str], album: Path):
    with pytest.raises(InputError, match=r"a\.jpg is a file, but"):
        plan_conversion([album / name for name in inputs], album / "a.jpg")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_does_not_stop_the_others(album: Path, tmp_path: Path):
    (album / "a.jpg").chmod(0)

    assert "a.jpg cannot be read" in run(album, tmp_path / "out").failed[0]


def test_a_picture_for_which_there_is_no_memory_does_not_stop_the_others(
    album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    load = JpegImageFile.load
    calls: list[object] = []

    def full(image: JpegImageFile) -> object:
        calls.append(image)
        if len(calls) == 1:
            raise MemoryError
        return load(image)

    monkeypatch.setattr(JpegImageFile, "load", full)

    summary = run(album, tmp_path / "out")

    assert "a.jpg needs more memory than there is" in summary.failed[0]
    assert summary.files == 5


def test_what_is_there_already_is_kept_replaced_or_counted(album: Path, tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.jpg").write_bytes(b"somebody's")

    kept = run(album, out, existing=Existing.KEEP)
    assert (out / "a.jpg").read_bytes() == b"somebody's"
    assert "a.jpg exists already" in kept.failed[0]
    assert kept.files == 5

    assert run(album, out, existing=Existing.RESUME).done_before == 6
    assert (out / "a.jpg").read_bytes() == b"somebody's"

    assert run(album, out, existing=Existing.REPLACE).files == 6
    assert (out / "a.jpg").read_bytes() != b"somebody's"


@pytest.mark.parametrize("existing", Existing)
def test_a_read_only_output_stays(existing: Existing, tmp_path: Path):
    source, target = picture(tmp_path / "in.png"), tmp_path / "out.png"
    target.write_bytes(b"precious")
    target.chmod(0o444)

    if existing is Existing.RESUME:
        assert run(source, target, existing=existing).done_before == 1
    else:
        with pytest.raises(NameTaken):
            run(source, target, existing=existing)

    assert target.read_bytes() == b"precious"


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
def test_a_link_in_the_place_of_the_output_stays_one(tmp_path: Path):
    source, real, link = picture(tmp_path / "in.png"), tmp_path / "real.png", tmp_path / "link.png"
    real.write_bytes(b"old")
    link.symlink_to(real)

    run(source, link, existing=Existing.REPLACE)

    assert link.is_symlink()
    assert size(real) == (12, 8)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
def test_a_link_that_leads_to_itself_is_no_output(tmp_path: Path):
    source, link = picture(tmp_path / "in.png"), tmp_path / "link.png"
    link.symlink_to(link.name)

    with pytest.raises((InputError, NameTaken), match=r"link\.png"):
        run(source, link, existing=Existing.KEEP)

    assert link.is_symlink()


def test_another_program_takes_the_name_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    source, target = picture(tmp_path / "in.png"), tmp_path / "out.png"
    plan = plan_conversion([source], target)
    target.write_bytes(b"another program's")
    monkeypatch.setattr("support.conversion.plan_conversion", lambda *_, **__: plan)

    with pytest.raises(NameTaken):
        run(source, target)

    assert target.read_bytes() == b"another program's"
    assert names(tmp_path) == ["in.png", "out.png"]


@pytest.mark.parametrize("kind", ["mkv", "gif"])
@pytest.mark.parametrize("existing", Existing)
def test_another_program_takes_the_name_while_a_video_is_converted(existing: Existing, kind: str, tmp_path: Path):
    source, target = tmp_path / f"in.{kind}", tmp_path / "out.mp4"
    if kind == "gif":
        greys = [Image.new("RGB", (48, 32), (level,) * 3) for level in (20, 120, 220)]
        greys[0].save(source, save_all=True, append_images=greys[1:], duration=200)
    else:
        write_video(source, steady(3))

    class Beside(InvertingGenerator):
        def generate(self, image: RgbImage) -> RgbImage:
            target.write_bytes(b"another program's")
            return super().generate(image)

    summary = run(source, target, generator=Beside(), existing=existing)

    if existing is Existing.REPLACE:
        assert (summary.output, summary.warnings) == (target, ())
        assert names(tmp_path) == [source.name, "out.mp4"]
        return
    assert target.read_bytes() == b"another program's"
    assert summary.output == tmp_path / "out-2.mp4"
    assert len(read_video(tmp_path / "out-2.mp4").levels) == 3
    assert summary.warnings == ("out.mp4 stays, as another program made or uses it: the video is in out-2.mp4.",)
    assert names(tmp_path) == sorted([source.name, "out.mp4", "out-2.mp4"])


def test_a_video_whose_place_cannot_be_taken_is_not_lost(tmp_path: Path):
    """As on Windows while a player holds the old one; here a folder is in its place."""
    source, target = write_video(tmp_path / "in.mkv", steady(3)), tmp_path / "out.mp4"

    class Beside(InvertingGenerator):
        def generate(self, image: RgbImage) -> RgbImage:
            target.mkdir(exist_ok=True)
            return super().generate(image)

    summary = run(source, target, generator=Beside(), existing=Existing.REPLACE)

    assert summary.output == tmp_path / "out-2.mp4"
    assert names(tmp_path) == ["in.mkv", "out-2.mp4"]


@pytest.mark.parametrize("kind", [".png", ".mp4"])
def test_without_an_output_the_toon_lies_beside_its_input(kind: str, tmp_path: Path):
    source = picture(tmp_path / "in.png") if kind == ".png" else write_video(tmp_path / "in.mp4", steady(2))

    outputs = [run(source, None).output for _ in range(2)]

    assert outputs == [tmp_path / f"in-toon{kind}", tmp_path / f"in-toon-2{kind}"]
    assert run(source, None, existing=Existing.RESUME).done_before == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_and_a_link_that_leads_nowhere_are_left_out(tmp_path: Path):
    picture(tmp_path / "in" / "a.png")
    os.mkfifo(tmp_path / "in" / "pipe.mp4")
    (tmp_path / "in" / "lost.mp4").symlink_to("nowhere.mp4")

    summary = run(tmp_path / "in", tmp_path / "out")

    assert names(tmp_path / "out") == ["a.png"]
    assert summary.left_out == (
        "Left out, as no files but pipes, devices or links that lead nowhere: lost.mp4, pipe.mp4.",
    )


def test_what_a_killed_program_left_is_deleted(tmp_path: Path):
    source = picture(tmp_path / "in.png")
    left, used = (tmp_path / f".out-{letter * 16}.partial.png" for letter in "ab")
    for partial in (left, used):
        partial.touch()

    with in_use(used):
        run(source, tmp_path / "out.png")

    assert names(tmp_path) == [used.name, "in.png", "out.png"]
