"""Which size other programs get of the camera for them."""

from __future__ import annotations

import numpy as np
import pytest

from core.virtual_camera.events import Readers
from support.fake_camera_output import FakeCameraOutput
from support.samples import read_settings


@pytest.mark.parametrize(("rows", "offered"), [(48, (1280, 720)), (1080, (1920, 1080))])
def test_programs_get_1080p_of_pictures_that_have_it(rig, rows, offered):
    outputs = [FakeCameraOutput(Readers.SOME), FakeCameraOutput(Readers.SOME)]
    rig.source("Front").picture = np.zeros((rows, rows * 16 // 9, 3), np.uint8)
    rig.camera_outputs = outputs[:1]
    rig.start()
    rig.window.acts.virtual_camera.trigger()
    rig.until(lambda: outputs[0].sent)
    assert (outputs[0].camera_format.width, outputs[0].camera_format.height) == offered
    rig.close()
    assert read_settings(rig.settings_file).virtual_camera_rows == offered[1]

    rig.camera_outputs = outputs[1:]
    rig.start()
    rig.until(lambda: outputs[1].sent)
    assert outputs[1].camera_format == outputs[0].camera_format, "as it was left, before there is a picture"
