"""Records a camera that flashes and a microphone that beeps, on clocks that differ, and measures them in the file.

Run: python tests/sound_sync.py --minutes 30. Time is simulated, so that half an hour takes a minute; the sample clock,
the recorder, the encoders and the file are the program's own. Exits with 1 when a beep is more than 40 ms beside its
flash.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from support.flash_and_beep import Scene, differences_ms, record

_FPS = (5, 15, 30)
_MOST_MS = 40.0


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures how far the sound of a clip lies beside its picture.")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--ppm", type=float, default=200.0, help="how much the clocks differ, in millionths")
    options = parser.parse_args()
    worst_ms = 0.0
    print("frames a second  ppm  flashes  beep beside its flash, ms: least, most")
    with tempfile.TemporaryDirectory() as folder:
        for fps in _FPS:
            for ppm in (-options.ppm, options.ppm):
                clip = Path(folder) / f"{fps}-{ppm}.mp4"
                record(Scene(options.minutes * 60, fps, ppm), clip)
                found = differences_ms(clip)
                worst_ms = max(worst_ms, *map(abs, found))
                print(f"{fps:15d} {ppm:4.0f} {len(found):8d} {min(found):+29.1f}, {max(found):+.1f}", flush=True)
    return 1 if worst_ms > _MOST_MS else 0


if __name__ == "__main__":
    sys.exit(main())
