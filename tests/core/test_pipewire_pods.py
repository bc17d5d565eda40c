"""PODs: byte for byte what libspa's own macros build, and what it hands back is read."""

import pytest

from core.pipewire.pods import pod_id, pod_int, pod_object, read_ids
from core.pipewire.video_format import chosen_format, fixed_format, wished_format
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.pipewire.params import buffer_params, chosen_yuv, format_params
from core.virtual_camera.yuv import YuvFormat

# Printed by a C program: spa_pod_builder_add_object() of libspa 0.3.65.
FORMAT = (
    "b00000000f00000003000400030000000100000000000000040000000300000002000000000000000200000000000000"
    "040000000300000001000000000000000100020000000000040000000300000004000000000000000300020000000000"
    "080000000a00000000050000d00200000400020000000000080000000b0000001e000000010000000c00020000000000"
    "040000000300000002000000000000000d0002000000000004000000030000000400000000000000"
)
BUFFERS = (
    "a80000000f000000040004000500000001000000000000001c0000001300000001000000000000000400000004000000"
    "040000000200000008000000000000000200000000000000040000000400000001000000000000000300000000000000"
    "040000000400000000201c000000000004000000000000000400000004000000000a0000000000000600000000000000"
    "1400000013000000040000000000000004000000040000000600000000000000"
)


def test_the_formats_are_those_that_c_programs_offer():
    assert format_params(CameraFormat(1280, 720, 30))[0].hex() == FORMAT


def test_the_buffers_are_those_that_c_programs_ask_for():
    assert buffer_params(CameraFormat(1280, 720, 30), YuvFormat.YUY2)[0].hex() == BUFFERS


def test_the_format_that_was_chosen_is_read():
    chosen = [chosen_yuv(pod) for pod in format_params(CameraFormat())]

    assert chosen == [YuvFormat.YUY2, YuvFormat.NV12, YuvFormat.I420]


def test_the_preferred_one_of_a_choice_is_read():
    nv12_or_yuy2 = bytes.fromhex("1800000013000000030000000000000004000000030000001700000004000000")
    pod = pod_object(0x40003, 4, {1: pod_int(7), 0x20001: nv12_or_yuy2})

    assert read_ids(pod) == {0x20001: 23}


@pytest.mark.parametrize("pod", [b"", bytes.fromhex(FORMAT)[:40], pod_id(3)], ids=["empty", "cut off", "no object"])
def test_what_is_no_object_is_refused(pod: bytes):
    with pytest.raises(ValueError, match="POD"):
        read_ids(pod)


def test_a_format_that_was_not_offered_is_refused():
    with pytest.raises(ValueError, match="no video format that was offered: 15"):
        chosen_yuv(fixed_format(15, 64, 48, 30))


def test_what_two_nodes_agreed_on_is_read():
    chosen = chosen_format(fixed_format(23, 1280, 720, 30))

    assert (chosen.spa_format, chosen.width, chosen.height, chosen.fps) == (23, 1280, 720, 30)


def test_of_a_wish_the_preferred_one_is_read():
    chosen = chosen_format(wished_format((4, 23), 640, 480, 15))

    assert (chosen.spa_format, chosen.width, chosen.height, chosen.fps) == (4, 640, 480, 15)


def test_a_format_without_a_size_is_refused():
    with pytest.raises(ValueError, match="no format of video"):
        chosen_format(pod_object(0x40003, 4, {0x20001: pod_id(15)}))
