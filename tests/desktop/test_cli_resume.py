"""`toonclip convert` after a run that was ended early: it says what there is, and goes on where it is asked to."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from core.compositor import ComposeSettings
from core.convert.part import find_earlier
from core.convert.video import VideoOptions, convert_video
from support.command import Captured, Toonclip
from support.video_files import level, read_video, steady, write_video


def stopped(source: Path, target: Path, *, after: int) -> None:
    done: list[int] = []
    convert_video(
        source,
        target,
        lambda image: 255 - image,
        progress=lambda count, _: done.append(count),
        cancelled=lambda: len(done) >= after,
        options=VideoOptions(earlier=find_earlier(source, target, "tiny-inverter", ComposeSettings())),
    )


def test_a_part_of_an_earlier_run_is_offered(toonclip: Toonclip, tmp_path: Path, capsys: Captured) -> None:
    source, target = write_video(tmp_path / "in.mp4", steady(60)), tmp_path / "out.mp4"
    stopped(source, target, after=50)

    assert toonclip("convert", str(source), str(target)) == 0

    told = capsys.readouterr().err
    assert "out.partial.mp4 holds the first 1.9 s of this video" in told
    assert "--resume" in told
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".mp4") == ["in.mp4", "out.mp4"]


def test_it_is_gone_on_with(toonclip: Toonclip, tmp_path: Path, capsys: Captured) -> None:
    source, target = write_video(tmp_path / "in.mp4", steady(60)), tmp_path / "out.mp4"
    stopped(source, target, after=50)

    assert toonclip("convert", str(source), str(target), "--resume") == 0

    assert "holds the first" not in capsys.readouterr().err
    assert len(read_video(target).levels) == 60
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".mp4") == ["in.mp4", "out.mp4"]


_KILLED = """
import os
import signal
import sys
from desktop.command_line import convert_command as commands
from desktop.command_line.main import main

class Counting:
    def __init__(self, generator):
        self.generator, self.calls = generator, 0
    def __getattr__(self, name):
        return getattr(self.generator, name)
    def generate(self, image):
        if self.calls == int(os.environ["KILLED_AT"]):
            os.kill(os.getpid(), signal.SIGKILL)
        self.calls += 1
        return self.generator.generate(image)
    def close(self):
        print("drawn", self.calls)
        self.generator.close()

load = commands.load_fastest
commands.load_fastest = lambda model: Counting(load(model))
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_folder_that_was_killed_in_the_middle_is_gone_on_with(tmp_path: Path, tiny_model_dir: Path) -> None:
    """Killed behind a picture and a clip, in the 77th frame of a long one; a picture is left to do."""
    album, out = tmp_path / "album", tmp_path / "out"
    album.mkdir()
    for name in ("a.png", "d.png"):
        Image.new("RGB", (64, 48), (60, 60, 60)).save(album / name)
    write_video(album / "b.mp4", steady(10))
    write_video(album / "c.mp4", steady(80, fps=5), sound="aac", sound_ms=16_000)

    killed = convert(album, out, tiny_model_dir, killed_at=1 + 10 + 76)
    done = {path.name: path.stat() for path in out.iterdir()}
    (out / f".d-{'0' * 16}.partial.png").write_bytes(b"half a picture")
    resumed = convert(album, out, tiny_model_dir, killed_at=-1)

    assert (killed.returncode, sorted(done)) == (-signal.SIGKILL, ["a.png", "b.mp4", "c.partial.mp4"])
    assert resumed.returncode == 0, resumed.stderr
    assert "2 files had been converted before." in resumed.stdout
    drawn = int(resumed.stdout.split("drawn ")[1].split()[0])
    assert 1 < drawn <= 1 + 80 - 40, "only what is behind the last key frame that was written, and d.png"
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "b.mp4", "c.mp4", "d.png"]
    for name in ("a.png", "b.mp4"):
        assert (out / name).stat().st_mtime_ns == done[name].st_mtime_ns
    content = read_video(out / "c.mp4")
    assert content.levels == pytest.approx([255 - level(number) for number in range(80)], abs=5)
    assert content.sound_s == pytest.approx(16, abs=0.1)
    with Image.open(out / "d.png") as made:
        assert made.getpixel((5, 5)) == (195, 195, 195)


def convert(album: Path, out: Path, model: Path, *, killed_at: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _KILLED, "convert", str(album), str(out), "--model", str(model), "--resume"],
        env=os.environ | {"KILLED_AT": str(killed_at), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
