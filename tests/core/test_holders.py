"""Who holds a busy camera: real processes that have a file open."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import SourceBusy
from core.sources.camera import CameraSource
from core.sources.discovery import CameraInfo
from core.sources.holders import programs_holding
from support.fake_camera import FakeCapture

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


@pytest.fixture
def device(tmp_path: Path) -> Path:
    path = tmp_path / "video0"
    path.touch()
    return path


@pytest.fixture
def holder(device: Path) -> Iterator[str]:
    """The name of a program that has it open."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; held = open(sys.argv[1]); print('ready', flush=True); sys.stdin.read()",
            device,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    yield Path(f"/proc/{process.pid}/comm").read_text().strip()
    process.communicate()


def test_a_program_that_holds_a_device_is_named_once(device: Path, holder: str):
    with device.open():  # our own does not count
        assert programs_holding(device) == [holder]


def test_a_device_that_nobody_holds(device: Path):
    assert programs_holding(device) == []
    assert programs_holding(device.with_name("none")) == []


def test_where_the_system_does_not_tell(device: Path, tmp_path: Path):
    assert programs_holding(device, processes=tmp_path / "none") == []


@pytest.mark.parametrize("opens", [False, True])
def test_a_busy_camera_says_who_uses_it(device: Path, holder: str, opens: bool):
    info = CameraInfo(str(device), "Cam", "V4L2", 0, 200)
    source = CameraSource(info, open_capture=lambda *_: FakeCapture(opened=opens))

    with pytest.raises(SourceBusy, match=f"The camera “Cam” is used by {holder}"):
        source.open()
