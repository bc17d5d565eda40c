"""Another program's window, a file that can be dragged out of it: `python dragged.py X Y FILE [WIDTH HEIGHT]`.

It is there until it is ended.
"""

from __future__ import annotations

import select
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

SIZE = 120, 30


class DraggedFile(QLabel):
    """The name of the file."""

    def __init__(self, file: Path, width: int, height: int) -> None:
        super().__init__(file.name)
        self._file = file
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWindowFlags(Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.WindowStaysOnTopHint)
        self.resize(width, height)

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        drag = QDrag(self)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file))])
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


def is_there(process: subprocess.Popen[bytes]) -> bool:
    """Whether the window of a process that runs this is shown."""
    assert process.stdout is not None
    return bool(select.select([process.stdout], [], [], 0)[0])


def main() -> int:
    app = QApplication(sys.argv[:1])
    file = DraggedFile(Path(sys.argv[3]), *(map(int, sys.argv[4:6]) if sys.argv[4:] else SIZE))
    file.move(QPoint(int(sys.argv[1]), int(sys.argv[2])))
    file.show()
    print("here", flush=True)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
