"""read_graph_file(): what an .onnx file says of itself, read without running or believing any of it.

The format is Protocol Buffers': https://protobuf.dev/programming-guides/encoding and
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Weights are skipped, so that a file of 1 GB takes no memory.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import ModelLoadFailed, shown
from core.regular_file import open_regular

_MOST_FIELDS = 200_000
_DEEPEST = 24
_LONGEST_TEXT = 4096
_LONGEST_VARINT = 10
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
# Numbers of fields, of the messages that their names begin with.
_MODEL_GRAPH, _MODEL_METADATA, _MODEL_FUNCTION = 7, 14, 25
_GRAPH_NODE, _GRAPH_WEIGHTS, _GRAPH_SPARSE_WEIGHTS = 1, 5, 15
_NODE_INPUT, _NODE_OUTPUT, _NODE_OPERATOR, _NODE_ATTRIBUTE, _NODE_DOMAIN = 1, 2, 4, 5, 7
_ATTRIBUTE_TENSORS, _ATTRIBUTE_GRAPHS, _ATTRIBUTE_SPARSE = (5, 10), (6, 11), (22, 23)
_TENSOR_EXTERNAL = 13
_SPARSE_TENSORS = (1, 2)
_ENTRY_KEY, _ENTRY_VALUE = 1, 2
_FUNCTION_NODE, _FUNCTION_DOMAIN = 7, 10
_LOCATION = "location"
# They change the place or the type of a value, not the value.
_VALUES_STAY = frozenset(
    {
        *("Identity", "Transpose", "Reshape", "Cast", "Squeeze", "Unsqueeze", "Flatten", "Slice", "Gather"),
        *("DepthToSpace", "Resize", "Upsample", "Concat"),
    }
)
STANDARD_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
"""Whose operators are the runtime's own."""


@dataclass(slots=True)
class GraphFile:
    """What a graph says of itself.

    Attributes:
        domains: of its operators; those that it defines itself are left out.
        weights_files: names of other files that it takes weights from, as it writes them.
        metadata: what its author wrote into it.
        makers: operator and inputs of what makes each value.
    """

    domains: frozenset[str] = frozenset()
    weights_files: frozenset[str] = frozenset()
    metadata: dict[str, str] = field(default_factory=dict[str, str])
    makers: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict[str, tuple[str, tuple[str, ...]]])

    def last_operator(self, output: str) -> str:
        """The operator that gave an output its values, such as Tanh; empty when it cannot be told."""
        for _ in range(_DEEPEST):
            operator, inputs = self.makers.get(output, ("", ()))
            if operator not in _VALUES_STAY or not inputs:
                return operator
            output = inputs[0]
        return ""


def read_graph_file(path: Path) -> GraphFile:
    """Look into an .onnx file.

    Raises:
        ModelLoadFailed: it is no ONNX graph, or cannot be read.
    """
    try:
        with open_regular(path) as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return _Reader(content).model()
    except (OSError, ValueError) as error:  # also of an empty file
        raise ModelLoadFailed(
            f"{shown(path)} is not an ONNX graph, or is damaged.", hint="Is the file complete? Export it again."
        ) from error


_Span = tuple[int, int]


class _Reader:
    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self._fields_left = _MOST_FIELDS
        self._domains: set[str] = set()
        self._own_domains: set[str] = set()
        self._locations: set[str] = set()

    def model(self) -> GraphFile:
        """Raises ValueError where the bytes are no ONNX model."""
        found = GraphFile()
        graphs = 0
        for number, span in self._parts((0, len(self._content))):
            if number == _MODEL_GRAPH:
                graphs += 1
                self._graph(span, found, 0)
            elif number == _MODEL_METADATA:
                key, value = self._entry(span)
                found.metadata[key] = value
            elif number == _MODEL_FUNCTION:
                self._function(span)
        if not graphs:
            raise ValueError("no graph")
        found.domains = frozenset(self._domains - self._own_domains)
        found.weights_files = frozenset(self._locations)
        return found

    def _graph(self, graph: _Span, found: GraphFile | None, depth: int) -> None:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        for number, span in self._parts(graph):
            if number == _GRAPH_NODE:
                self._node(span, found, depth)
            elif number == _GRAPH_WEIGHTS:
                self._tensor(span)
            elif number == _GRAPH_SPARSE_WEIGHTS:
                self._sparse_tensor(span)

    def _function(self, function: _Span) -> None:
        for number, span in self._parts(function):
            if number == _FUNCTION_NODE:
                self._node(span, None, 1)
            elif number == _FUNCTION_DOMAIN:
                self._own_domains.add(self._text(span))

    def _node(self, node: _Span, found: GraphFile | None, depth: int) -> None:
        operator, domain, inputs, outputs = "", "", list[str](), list[str]()
        for number, span in self._parts(node):
            if number == _NODE_INPUT:
                inputs.append(self._text(span))
            elif number == _NODE_OUTPUT:
                outputs.append(self._text(span))
            elif number == _NODE_OPERATOR:
                operator = self._text(span)
            elif number == _NODE_DOMAIN:
                domain = self._text(span)
            elif number == _NODE_ATTRIBUTE:
                self._attribute(span, depth)
        self._domains.add(domain)
        if found is not None and depth == 0:
            found.makers.update((output, (operator, tuple(inputs))) for output in outputs)

    def _attribute(self, attribute: _Span, depth: int) -> None:
        for number, span in self._parts(attribute):
            if number in _ATTRIBUTE_TENSORS:
                self._tensor(span)
            elif number in _ATTRIBUTE_GRAPHS:
                self._graph(span, None, depth + 1)
            elif number in _ATTRIBUTE_SPARSE:
                self._sparse_tensor(span)

    def _sparse_tensor(self, sparse: _Span) -> None:
        for number, span in self._parts(sparse):
            if number in _SPARSE_TENSORS:
                self._tensor(span)

    def _tensor(self, tensor: _Span) -> None:
        for number, span in self._parts(tensor):
            if number == _TENSOR_EXTERNAL:
                key, value = self._entry(span)
                if key == _LOCATION:
                    self._locations.add(value)

    def _entry(self, entry: _Span) -> tuple[str, str]:
        texts = {number: self._text(span) for number, span in self._parts(entry)}
        return texts.get(_ENTRY_KEY, ""), texts.get(_ENTRY_VALUE, "")

    def _text(self, span: _Span) -> str:
        start, end = span
        return self._content[start : min(end, start + _LONGEST_TEXT)].decode()

    def _parts(self, message: _Span) -> Iterator[tuple[int, _Span]]:
        """Number and place of every field of a message that is text, bytes or a message itself."""
        at, end = message
        while at < end:
            self._fields_left -= 1
            if self._fields_left < 0:
                raise ValueError("too many fields")
            tag, at = self._varint(at, end)
            kind = tag & 7
            if kind == _VARINT:
                _, at = self._varint(at, end)
            elif kind == _BYTES:
                length, at = self._varint(at, end)
                if length > end - at:
                    raise ValueError("a field ends behind its message")
                yield tag >> 3, (at, at + length)
                at += length
            elif kind in (_FIXED32, _FIXED64):
                at += 4 if kind == _FIXED32 else 8
            else:
                raise ValueError("an unknown kind of field")
        if at != end:
            raise ValueError("a field ends behind its message")

    def _varint(self, at: int, end: int) -> tuple[int, int]:
        value = 0
        for index in range(min(_LONGEST_VARINT, end - at)):
            byte = self._content[at + index]
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                return value, at + index + 1
        raise ValueError("a number without end")
