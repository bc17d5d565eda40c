"""VirtualCamera over a stand-in of the system: rate, repeats, rest, loss, and a system that hangs."""

from collections.abc import Iterator

import numpy as np
import pytest

from core.compositor import ComposeSettings, compose
from core.errors import VirtualCameraError, VirtualCameraMissing
from core.frame import ComposedFrame, Layout
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.camera import VirtualCamera
from core.virtual_camera.events import Readers, VirtualCameraAway, VirtualCameraShown
from core.virtual_camera.offered import offer_cameras
from core.virtual_camera.pace import Pace
from core.virtual_camera.prepared import PreparedPicture
from core.virtual_camera.yuv import YuvFormat
from support.fake_camera_output import FakeCameraOutput
from support.fakes import Events, frame, picture
from support.numbered import numbered_image, read_number

FORMAT = CameraFormat(64, 48, 60)
GREY = picture(64, 48, 128)
MS = 1_000_000


def numbered(number: int, layout: Layout = Layout.TOON) -> ComposedFrame:
    return compose(frame(number, image=numbered_image(number, 64, 48)), None, ComposeSettings(layout))


@pytest.fixture
def output() -> FakeCameraOutput:
    return FakeCameraOutput()


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def camera(output: FakeCameraOutput, events: Events) -> Iterator[VirtualCamera]:
    camera = VirtualCamera(output, events, resting=GREY, camera_format=FORMAT, rest_after_s=30)
    yield camera
    camera.stop()


def test_a_picture_is_repeated_until_the_next_one_comes(camera: VirtualCamera, output: FakeCameraOutput):
    camera.start()
    camera.submit(numbered(5))
    output.wait_for(2)
    five = [read_number(output.luma(image)) for image in output.wait_for(3)]
    camera.submit(numbered(6))
    output.wait_for(2)

    assert five == [5, 5, 5]
    assert read_number(output.luma(output.sent[-1])) == 6


def test_a_system_that_hangs_delays_nobody_and_gets_the_newest(camera: VirtualCamera, output: FakeCameraOutput):
    output.proceed.clear()
    camera.start()
    assert output.entered.wait(10)
    for number in range(1, 100):
        camera.submit(numbered(number))
    output.proceed.set()
    output.wait_for(2)

    assert read_number(output.luma(output.sent[-1])) == 99


def test_nothing_is_made_when_nobody_reads(camera: VirtualCamera, output: FakeCameraOutput, events: Events):
    output.set_readers(Readers.NONE)
    camera.start()
    camera.submit(numbered(5))
    assert events.wait_for(VirtualCameraShown) == [VirtualCameraShown("Fake", Readers.NONE)]
    assert not output.sent
    output.set_readers(Readers.SOME)
    output.wait_for(1)

    assert events.of(VirtualCameraShown)[1:] == [VirtualCameraShown("Fake", Readers.SOME)]
    assert read_number(output.luma(output.sent[0])) == 5


def test_a_camera_that_cannot_be_offered(camera: VirtualCamera, output: FakeCameraOutput):
    output.opens_that_fail = 1
    with pytest.raises(VirtualCameraMissing):
        camera.start()
    camera.stop()
    assert not output.is_open


def test_a_camera_that_is_taken_away_comes_back(camera: VirtualCamera, output: FakeCameraOutput, events: Events):
    camera.start()
    camera.submit(numbered(5))
    output.wait_for(1)
    output.opens_that_fail = 1
    output.lose()
    (away,) = events.wait_for(VirtualCameraAway)
    output.wait_for(1)

    assert (away.name, str(away.error)) == ("Fake", "The service ended.")
    assert [type(event) for event in events.seen] == [VirtualCameraShown, VirtualCameraAway, VirtualCameraShown]


def test_a_camera_that_is_away_can_be_switched_off(camera: VirtualCamera, output: FakeCameraOutput, events: Events):
    camera.start()
    output.opens_that_fail = 1000
    output.lose()
    events.wait_for(VirtualCameraAway)
    camera.stop()
    camera.submit(numbered(5))

    assert camera.readers is Readers.NONE
    assert not output.is_open


def test_a_failure_of_ours_is_told_to_who_submits(output: FakeCameraOutput, events: Events):
    camera = VirtualCamera(output, events, resting=np.zeros((0, 0, 3), np.uint8), camera_format=FORMAT)
    camera.start()
    assert camera.join(10)
    with pytest.raises(VirtualCameraError, match="The virtual camera failed"):
        camera.submit(numbered(5))
    assert not output.is_open


def test_a_system_that_hangs_for_good_is_told(output: FakeCameraOutput, events: Events):
    camera = VirtualCamera(output, events, resting=GREY, camera_format=FORMAT)
    output.proceed.clear()
    camera.start()
    assert output.entered.wait(10)
    with pytest.raises(VirtualCameraError, match="Fake could not be switched off"):
        camera.stop(timeout_s=0.01)
    output.proceed.set()
    camera.stop()


def test_every_way_that_works_is_used(events: Events):
    missing, first, second = FakeCameraOutput(), FakeCameraOutput(), FakeCameraOutput()
    missing.opens_that_fail = 1
    cameras = offer_cameras(events, GREY, outputs=[missing, first, second], camera_format=FORMAT)
    for camera in cameras:
        camera.stop()

    assert len(cameras) == 2


def test_when_no_way_works_the_first_one_says_why(events: Events):
    outputs = [FakeCameraOutput(), FakeCameraOutput()]
    for output in outputs:
        output.opens_that_fail = 1
    with pytest.raises(VirtualCameraMissing, match="not running"):
        offer_cameras(events, GREY, outputs=outputs)


def test_a_picture_is_converted_once():
    prepared = PreparedPicture(FORMAT, GREY)
    composed = numbered(5)

    first = prepared.of(composed, YuvFormat.I420, flip=False)
    assert prepared.of(composed, YuvFormat.I420, flip=False) is first
    assert prepared.of(composed, YuvFormat.NV12, flip=False) is not first


def test_the_mirror_turns_pictures_but_not_the_resting_one():
    resting = numbered_image(1, 64, 48)
    prepared = PreparedPicture(FORMAT, resting)

    def number(composed: ComposedFrame | None, *, flip: bool) -> int:
        image = prepared.of(composed, YuvFormat.I420, flip=flip)
        return read_number(image[: 64 * 48].reshape(48, 64))

    assert number(numbered(1), flip=False) == 1
    assert number(numbered(1), flip=True) == 1 << 15
    assert number(None, flip=True) == 1


@pytest.mark.parametrize("size", [(0, 48), (64, 0), (60, 48), (64, 47), (8192, 48)])
def test_a_size_that_programs_could_not_read_is_refused(size: tuple[int, int]):
    with pytest.raises(ValueError, match="no format"):
        CameraFormat(*size)


def test_the_pace_is_fixed():
    pace = Pace(50, 0)
    assert [pace.next_window_ns(0) for _ in range(3)] == [(10 * MS, 30 * MS), (30 * MS, 50 * MS), (50 * MS, 70 * MS)]
    assert pace.next_window_ns(85 * MS) == (70 * MS, 90 * MS)
    assert pace.next_window_ns(86 * MS) == (90 * MS, 110 * MS)


def test_a_rest_is_not_made_up_for():
    pace = Pace(50, 0)
    assert pace.next_window_ns(1000 * MS) == (990 * MS, 1010 * MS)
    assert pace.next_window_ns(1001 * MS) == (1010 * MS, 1030 * MS)


def _shown(fps: float, pictures: int) -> tuple[list[int], list[float]]:
    """A source of that rate, shown at 50 pictures a second: which pictures, and how many ms each waited."""
    pace, now_ns, seen = Pace(50, 0), 0, -1
    shown: list[int] = []
    waited_ms: list[float] = []
    while seen < pictures:
        opens_ns, closes_ns = pace.next_window_ns(now_ns)
        now_ns = max(now_ns, opens_ns)
        newest = int(now_ns * fps / 1e9)
        next_ns = int((seen + 1) / fps * 1e9) + 1
        if newest <= seen and next_ns <= closes_ns:
            newest, now_ns = seen + 1, next_ns
        if newest > seen:
            seen = newest
            waited_ms.append((now_ns - newest / fps * 1e9) / MS)
            pace.follow(now_ns)
        else:
            now_ns = max(now_ns, closes_ns)
        shown.append(seen)
    return shown, waited_ms


@pytest.mark.parametrize("fps", [49.9, 50.0, 50.1])
def test_pictures_of_the_cameras_own_rate_are_each_shown_once_and_at_once(fps: float):
    shown, waited_ms = _shown(fps, 3000)
    settled = 300  # pictures until the due times have found those of the source
    assert shown[settled:] == list(range(shown[settled], shown[-1] + 1))
    assert max(waited_ms[settled:]) < 0.01


@pytest.mark.parametrize(
    ("fps", "of_an_interval"), [(25.0, 0.01), (40.0, 0.01), (12.0, 0.01), (60.0, 1.0), (100.0, 1.0)]
)
def test_pictures_of_other_rates_wait_an_interval_of_the_source_at_most(fps: float, of_an_interval: float):
    shown, waited_ms = _shown(fps, 1000)
    seconds = shown[-1] / fps
    assert max(waited_ms[100:]) < of_an_interval * 1000 / fps + 0.01
    assert len(shown) == pytest.approx(50 * seconds, rel=0.01)
