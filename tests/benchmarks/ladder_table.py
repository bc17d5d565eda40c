"""Prints ten minutes of the quality ladder's decisions under a load that comes and goes.

python tests/benchmarks/ladder_table.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from support.ladder_minutes import bursts, decisions  # noqa: E402 - the path comes first

_TEN_MINUTES_S = 600.0


def main() -> None:
    """Print the table for a machine that draws at full size in nine tenths of the time, and for one twice as slow."""
    for toon_ms in (30.0, 60.0):
        print(f"{toon_ms:.0f} ms a toon at 640 px, camera of 30 fps; twice as slow for 7 s of every 20")
        print("   time   longer side   load before")
        for decision in decisions(_TEN_MINUTES_S, toon_ms, bursts):
            minutes, seconds = divmod(decision.at_s, 60)
            print(f"  {minutes:2.0f}:{seconds:04.1f}      {decision.side:4} px          {decision.load:.2f}")


if __name__ == "__main__":
    main()
