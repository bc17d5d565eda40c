"""Timeline: from the capture's clock to the clip's, which begins with the first frame and rests in pauses."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from core.sound import SoundBlock

_ENDLESS_NS = 2**62


class Timeline:
    """Pauses may be begun and ended on any thread; frames and sound of before are still placed rightly afterwards."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._origin_ns: int | None = None
        self._pauses: tuple[tuple[int, int], ...] = ()

    @property
    def paused(self) -> bool:
        return bool(self._pauses) and self._pauses[-1][1] == _ENDLESS_NS

    def begin(self, captured_ns: int) -> None:
        """The first frame: the clip's time 0. Later calls do nothing."""
        if self._origin_ns is None:
            self._origin_ns = captured_ns

    def pause(self, now_ns: int) -> None:
        """Leave out what is captured from now on; does nothing in a pause."""
        with self._lock:
            if not self.paused:
                self._pauses = (*self._pauses, (now_ns, _ENDLESS_NS))

    def resume(self, now_ns: int) -> None:
        """End the pause; does nothing outside one."""
        with self._lock:
            if self.paused:
                self._pauses = (*self._pauses[:-1], (self._pauses[-1][0], now_ns))

    def clip_ns(self, captured_ns: int) -> int | None:
        """The clip's time of what was captured then; None for what is left out."""
        if self._origin_ns is None or captured_ns < self._origin_ns:
            return None
        paused_ns = 0
        for start_ns, end_ns in self._pauses:
            if start_ns <= captured_ns < end_ns:
                return None
            if end_ns <= captured_ns:
                paused_ns += max(end_ns, self._origin_ns) - max(start_ns, self._origin_ns)
        return captured_ns - self._origin_ns - paused_ns

    def pieces(self, block: SoundBlock) -> Iterator[SoundBlock]:
        """What of a block belongs into the clip, in the clip's time."""
        if self._origin_ns is None:
            return
        start_ns = self._origin_ns
        for pause_ns, resume_ns in (*self._pauses, (_ENDLESS_NS, _ENDLESS_NS)):
            piece = block.between(start_ns, pause_ns)
            clip_ns = None if piece is None else self.clip_ns(piece.start_ns)
            if piece is not None and clip_ns is not None:
                yield SoundBlock(piece.samples, piece.rate, clip_ns)
            start_ns = max(start_ns, resume_ns)
