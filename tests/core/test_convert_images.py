"""Images of every kind, folders of them, and the checks of what is given."""

import errno
import os
import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from core.convert.plan import plan_conversion
from core.errors import AppError, FolderNotWritable, InputError, NoSpace, SourceNotFound, WriteError
from core.frame import Layout
from core.media.images import read_image
from support.conversion import run
from support.fakes import InvertingGenerator
from support.video_files import steady, write_video

Pixels = npt.NDArray[Any]


def save(path: Path, pixels: Pixels) -> Path:
    path.write_bytes(cv2.imencode(path.suffix, pixels)[1].tobytes())
    return path


def load(path: Path) -> Pixels:
    pixels = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    return pixels


def gradient(height: int = 21, width: int = 35) -> npt.NDArray[np.uint8]:
    rows, columns = np.mgrid[0:height, 0:width]
    return np.dstack((columns * 5, rows * 9, rows + columns)).astype(np.uint8)


def with_exif_quarter_turn(path: Path) -> Path:
    """Insert an EXIF orientation of 6 behind a JPEG's first marker."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, 6, 0, 0)
    segment = b"Exif\0\0" + tiff
    content = path.read_bytes()
    path.write_bytes(content[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + content[2:])
    return path


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".PNG"])
def test_every_kind_keeps_its_size(tmp_path: Path, suffix: str) -> None:
    source = save(tmp_path / f"in{suffix}", gradient())

    summary = run(source, tmp_path / f"out{suffix}")

    made = load(tmp_path / f"out{suffix}")
    assert (summary.frames, summary.output) == (1, tmp_path / f"out{suffix}")
    assert made.shape == (21, 35, 3)
    assert np.abs(made.astype(int) - (255 - load(source).astype(int))).mean() < 12


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((7, 5), 60, np.uint8),
        np.full((7, 5), 60 * 257, np.uint16),
        np.full((7, 5, 3), 60 * 257, np.uint16),
        np.full((1, 1, 3), 60, np.uint8),
        np.full((1, 40, 3), 60, np.uint8),
    ],
    ids=["grey", "16-bit grey", "16-bit", "1 x 1", "one row"],
)
def test_every_depth(tmp_path: Path, pixels: Pixels) -> None:
    run(save(tmp_path / "in.png", pixels), tmp_path / "out.png")

    made = load(tmp_path / "out.png")
    assert made.shape == (*pixels.shape[:2], 3)
    assert (made == 195).all()


def test_float_images_are_read_from_0_to_1(tmp_path: Path) -> None:
    source = save(tmp_path / "in.tiff", np.full((4, 4, 3), 0.2, np.float32))

    assert (read_image(source).image == 51).all()


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tiff"])
def test_transparency_is_kept(tmp_path: Path, suffix: str) -> None:
    alpha = (np.arange(21 * 35) % 256).astype(np.uint8).reshape(21, 35)
    source = save(tmp_path / "in.png", np.dstack((gradient(), alpha)))

    run(source, tmp_path / f"out{suffix}")

    made = load(tmp_path / f"out{suffix}")
    assert (made[..., 3] == alpha).all()


def test_transparency_follows_the_layout_and_becomes_white_in_a_jpeg(tmp_path: Path) -> None:
    source = save(tmp_path / "in.png", np.dstack((gradient(), np.zeros((21, 35), np.uint8))))

    run(source, tmp_path / "out.png", layout=Layout.SIDE_BY_SIDE)
    run(source, tmp_path / "out.jpg")

    assert load(tmp_path / "out.png").shape == (21, 70, 4)
    assert (load(tmp_path / "out.jpg") == 255).all()


def test_exif_rotation_is_applied_once(tmp_path: Path) -> None:
    source = with_exif_quarter_turn(save(tmp_path / "in.jpg", gradient()))

    run(source, tmp_path / "out.jpg")

    assert load(tmp_path / "out.jpg").shape == (35, 21, 3)


def test_names_in_any_script(tmp_path: Path) -> None:
    source = save(tmp_path / "漫画 é.png", gradient())
    (tmp_path / "出力").mkdir()

    assert run(source, tmp_path / "出力").output == tmp_path / "出力" / source.name


@pytest.mark.parametrize("content", [b"", b"no image", os.urandom(400), b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_what_is_no_image_is_refused_and_the_old_target_stays(tmp_path: Path, content: bytes) -> None:
    source, target = tmp_path / "in.png", tmp_path / "out.png"
    source.write_bytes(content)
    target.write_bytes(b"old")

    with pytest.raises(InputError):
        run(source, target)
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("suffix", [".png", ".webp"])
def test_a_truncated_image_is_refused(tmp_path: Path, suffix: str) -> None:
    source = save(tmp_path / f"in{suffix}", gradient(100, 100))
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])

    with pytest.raises(InputError, match="damaged"):
        run(source, tmp_path / "out.png")


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), NoSpace),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (MemoryError(), InputError),
    ],
)
def test_whatever_stops_the_writing_leaves_the_old_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException, expected: type[BaseException]
) -> None:
    def stopped(_: int) -> None:
        raise stop

    source = save(tmp_path / "in.png", gradient())
    (tmp_path / "out.png").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", stopped)

    with pytest.raises(expected):
        run(source, tmp_path / "out.png")
    assert (tmp_path / "out.png").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.png", "out.png"]


def test_a_folder_is_converted_image_by_image(tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "deeper").mkdir(parents=True)
    for name in ("b.png", "a.jpg", ".hidden.png"):
        save(source / name, gradient())
    (source / "notes.txt").write_text("not an image")

    summary = run(source, tmp_path / "new")

    assert (summary.frames, summary.total, summary.failed) == (2, 2, ())
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.jpg", "b.png"]


def test_unreadable_files_of_a_folder_do_not_stop_the_others(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.png").write_bytes(b"")
    save(source / "b.png", gradient())
    (source / "c.jpg").write_bytes(b"junk")

    summary = run(source, tmp_path / "out")

    assert (summary.frames, summary.total) == (1, 3)
    assert "a.png" in summary.failed[0]
    assert "c.jpg" in summary.failed[1]


def test_a_picture_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    (target / "b.png").mkdir(parents=True)
    source.mkdir()
    for name in ("a.png", "b.png", "c.PNG"):
        save(source / name, gradient())

    summary = run(source, target)

    assert (summary.frames, summary.total) == (2, 3)
    assert "b.png is a folder" in summary.failed[0]
    assert sorted(path.name for path in target.iterdir()) == ["a.png", "b.png", "c.PNG"]


def test_a_picture_the_network_fails_on_does_not_stop_the_others(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in ("a.png", "b.png"):
        save(source / name, gradient())

    summary = run(source, tmp_path / "out", generator=InvertingGenerator(failing_calls=[1]))

    assert (summary.frames, summary.failed) == (1, ("a.png: The network met a NaN.",))


def test_a_full_disk_stops_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in ("a.png", "b.png"):
        save(source / name, gradient())

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    generator = InvertingGenerator()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoSpace):
        run(source, tmp_path / "out", generator=generator)
    assert generator.calls == 1
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("name", ["é" * 125 + ".png", "x" * 251 + ".png"])
def test_the_longest_names(tmp_path: Path, name: str) -> None:
    source = save(tmp_path / "in.png", gradient())

    run(source, tmp_path / name)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in.png", name])


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    source, long_name = save(tmp_path / "in.png", gradient()), tmp_path / ("x" * 252 + ".png")

    for given in ((source, long_name), (long_name, source)):
        with pytest.raises(InputError, match="name too long"):
            run(*given)


def test_a_picture_too_wide_for_its_kind(tmp_path: Path) -> None:
    source = save(tmp_path / "in.png", gradient(2, 16400))

    with pytest.raises(InputError, match=r"\.webp holds no 16400x2 px"):
        run(source, tmp_path / "out.webp")


def test_a_stopped_folder_keeps_what_is_done(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for number in range(4):
        save(source / f"{number}.png", gradient())

    summary = run(source, tmp_path / "out", stop_after=2)

    assert (summary.cancelled, summary.frames, summary.total) == (True, 2, 4)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["0.png", "1.png"]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("missing.png", "out.png", SourceNotFound),
        ("in.png", "in.png", InputError),
        ("in.png", "same.png", InputError),
        ("in.png", ".", InputError),
        ("in.png", "out.mp4", InputError),
        ("clip.mov", "out.png", InputError),
        ("clip.mov", "out.avi", InputError),
        ("folder", "in.png", InputError),
        ("folder", "folder", InputError),
        ("in.png", "in.png/out.png", FolderNotWritable),
        ("in.png", "no/such/out.png", FolderNotWritable),
        ("folder", "no/such", FolderNotWritable),
    ],
)
def test_targets_that_cannot_be(tmp_path: Path, source: str, target: str, expected: type[AppError]) -> None:
    picture = save(tmp_path / "in.png", gradient())
    (tmp_path / "same.png").symlink_to(picture)
    write_video(tmp_path / "clip.mov", steady(2))
    (tmp_path / "folder").mkdir()

    with pytest.raises(expected) as caught:
        plan_conversion([tmp_path / source], tmp_path / target)
    assert caught.value.user_mistake
    assert caught.value.hint


def test_a_folder_without_images_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()

    with pytest.raises(InputError, match="no image"):
        run(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_last_level_of_the_target_is_created(tmp_path: Path) -> None:
    source = save(tmp_path / "in.png", gradient())

    run(source, tmp_path / "new" / "out.png")

    assert (tmp_path / "new" / "out.png").exists()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder in which nobody can write")
def test_a_folder_that_refuses(tmp_path: Path) -> None:
    source = save(tmp_path / "in.png", gradient())

    with pytest.raises(WriteError):
        run(source, Path("/proc/self/out.png"))
