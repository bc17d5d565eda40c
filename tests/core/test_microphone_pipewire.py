"""The real PortAudio with a microphone of a real PipeWire: found, heard, in time, and gone when the service ends."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from support.pipewire_service import PipeWireService, pipewire_service

NODE = (
    "{ factory.name=support.null-audio-sink node.name=testmic media.class=Audio/Source/Virtual"
    " object.linger=true audio.position=[FL,FR] }"
)
LISTEN = """
import sys, time
from core.errors import MicrophoneError
from core.microphones.portaudio import PortAudioMicrophone, list_microphones
print(*list_microphones(), sep=",", flush=True)
microphone = PortAudioMicrophone("pipewire")
microphone.open()
first = microphone.read()
for _ in range(100):
    block = microphone.read()
counted_s = 101 * len(block.samples) / block.rate
print((block.end_ns - first.start_ns) / 1e9 / counted_s, block.samples.shape[1], flush=True)
sys.stdin.readline()
try:
    while True:
        microphone.read()
except MicrophoneError as error:
    print(error.message, flush=True)
microphone.close()
"""


@pytest.fixture
def service() -> Iterator[PipeWireService]:
    with pipewire_service() as service:
        subprocess.run(
            ["pw-cli", "create-node", "adapter", NODE], env=os.environ | service.environment, check=True, timeout=20
        )
        yield service


def test_it_is_found_heard_in_time_and_told_when_it_is_gone(service: PipeWireService):
    surroundings = os.environ | service.environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN], env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdin is not None
        if "pipewire" not in program.stdout.readline():
            program.kill()
            pytest.skip("no PortAudio for PipeWire on this computer: apt-get install libportaudio2 pipewire-alsa")
        ratio, channels = map(float, program.stdout.readline().split())
        service.end()
        program.stdin.write("\n")
        program.stdin.flush()
        said = program.stdout.readline()

    assert ratio == pytest.approx(1, abs=0.05)
    assert channels == 2
    assert "Nothing comes from pipewire" in said
