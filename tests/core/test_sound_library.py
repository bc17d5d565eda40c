"""The real PortAudio, on a device that plays into nothing: what is open goes on while microphones are looked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DEVICES = 'pcm.quiet { type null hint { show on description "quiet" } }\npcm.!default { type null }\n'
LOOK_WHILE_PLAYING = """
import sys
from core.errors import SoundLibraryMissing
from core.films.speaker import Speaker
from core.microphones.portaudio import PortAudioMicrophone, list_microphones
from core.sound_library import sound_library
try:
    sounddevice = sound_library()
except SoundLibraryMissing:
    sys.exit("no PortAudio")
playing = []
class OutputStream(sounddevice.OutputStream):
    def start(self):
        super().start()
        playing.append(self)
sounddevice.OutputStream = OutputStream
speaker = Speaker()
speaker.open()
if not playing:
    sys.exit("no device")
before = list_microphones()
microphone = PortAudioMicrophone(before[0])
microphone.open()
microphone.close()
print(playing[0].active, before == list_microphones(), flush=True)
speaker.close()
print(playing[0].closed, before == list_microphones(), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="of ALSA, which can be given devices")
def test_a_film_is_still_heard_when_microphones_are_looked_for(tmp_path: Path):
    (tmp_path / "asound.conf").write_text(DEVICES)
    surroundings = {"ALSA_CONFIG_PATH": str(tmp_path / "asound.conf"), "PYTHONPATH": os.pathsep.join(sys.path)}

    program = subprocess.run(
        [sys.executable, "-c", LOOK_WHILE_PLAYING],
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    if program.stderr.strip() in {"no PortAudio", "no device"}:
        pytest.skip(program.stderr)
    assert program.stdout.split() == ["True"] * 4, program.stderr
