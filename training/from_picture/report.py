"""What `toonclip-train from-picture` says on its way: to a person's terminal, or to the program that started it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from training.from_picture.painter import Progress
from training.machine import Way

_EVERY_S = 1.0


class Report(Protocol):
    """Is told what has been done; every method returns at once."""

    def begins(self, precision: str, way: Way, preview: Path) -> None:
        """Training begins; the newest toons will be in `preview`."""
        ...

    def progressed(self, progress: Progress) -> None:
        """A step was trained."""
        ...

    def previewed(self, preview: Path) -> None:
        """There are newer toons."""
        ...

    def writes(self) -> None:
        """Training has ended, and the model is written."""
        ...

    def installed(self, model_id: str, title: str, folder: Path) -> None:
        """The model can be used."""
        ...


class TerminalReport:
    """A bar with the time left, and the next command."""

    def __init__(self) -> None:
        self._bar = tqdm(
            total=100, bar_format="{percentage:3.0f}%|{bar}| {postfix}", file=sys.stderr, delay=1e-3, leave=True
        )

    def begins(self, precision: str, way: Way, preview: Path) -> None:
        print(
            f"toonclip-train: trains in {precision}, {way}; the newest toons, every half minute, are in\n  {preview}",
            file=sys.stderr,
        )

    def progressed(self, progress: Progress) -> None:
        minutes, seconds = divmod(max(0, round(progress.left_s)), 60)
        self._bar.set_postfix_str(f"{minutes}:{seconds:02} left, loss {progress.loss:.3g}", refresh=False)
        self._bar.update(100 * progress.share - self._bar.n)

    def previewed(self, preview: Path) -> None:
        pass

    def writes(self) -> None:
        self._bar.close()
        print("toonclip-train: writing the model", file=sys.stderr)

    def installed(self, model_id: str, title: str, folder: Path) -> None:
        print(f"installed in {folder}, and in the app's menu as “{title}”:\n  toonclip --model {model_id}")


class JsonReport:
    """A JSON object a line on stdout: "stage", "share" with "left_s", "preview", "installed"."""

    def __init__(self) -> None:
        self._told_s = -_EVERY_S

    def begins(self, precision: str, way: Way, preview: Path) -> None:
        self._tell(stage="training", precision=precision, way=str(way), sheet=str(preview))

    def progressed(self, progress: Progress) -> None:
        if time.monotonic() - self._told_s >= _EVERY_S:
            self._told_s = time.monotonic()
            self._tell(share=round(progress.share, 4), left_s=round(max(0.0, progress.left_s), 1))

    def previewed(self, preview: Path) -> None:
        self._tell(preview=str(preview))

    def writes(self) -> None:
        self._tell(stage="writing")

    def installed(self, model_id: str, title: str, folder: Path) -> None:
        self._tell(installed=model_id, title=title, folder=str(folder))

    def _tell(self, **what: object) -> None:
        print(json.dumps(what), flush=True)
