"""Deinterlacer: whole pictures of frames that hold two half ones, as from camcorders, DVDs and television."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.filter import Graph
from av.video.frame import VideoFrame

_FILTER, _OPTIONS = "bwdif", "mode=send_frame:deint=interlaced"
_ANY_TIME_BASE = Fraction(1, 1000)


class Deinterlacer:
    """As many frames come out as went in, in their order. Those before the first interlaced one pass at once.

    Behind that, each one waits for the next: the filter looks at both. Frames that are whole stay as they are.
    """

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._kind: tuple[int, int, str] | None = None

    def put(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        """Take a frame; yields those that are done."""
        kind = (frame.width, frame.height, frame.format.name)
        if self._graph is not None and kind != self._kind:
            yield from self.finish()
        if self._graph is None:
            if not frame.interlaced_frame:
                yield frame
                return
            self._graph, self._kind = _graph_for(frame), kind
        frame.pts, frame.time_base = None, _ANY_TIME_BASE
        self._graph.push(frame)
        yield from _done(self._graph)

    def finish(self) -> Iterator[VideoFrame]:
        """At the end: yields the frame that waits."""
        graph, self._graph = self._graph, None
        if graph is not None:
            graph.push(None)
            yield from _done(graph)


def _graph_for(frame: VideoFrame) -> Graph:
    graph = Graph()
    source = graph.add(
        "buffer",
        video_size=f"{frame.width}x{frame.height}",
        pix_fmt=frame.format.name,
        time_base=str(_ANY_TIME_BASE),
        colorspace=str(frame.colorspace),
        range=str(frame.color_range),
    )
    graph.link_nodes(source, graph.add(_FILTER, _OPTIONS), graph.add("buffersink")).configure()
    return graph


def _done(graph: Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            yield cast("VideoFrame", graph.pull())
        except (NothingYet, NothingMore):
            return
