"""runtime_words(): what ONNX Runtime says went wrong, without its codes and the places in its source."""

from __future__ import annotations

import re

from core.errors import shown

_NO_MEMORY = re.compile(r"failed to allocate|bad_alloc|bad allocation", re.IGNORECASE)
_STATUS = "Status Message: "
_LOADING = re.compile(r"^Load model .*? failed:\s*")
_CODES = re.compile(r"^(\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : )")
_PLACE = re.compile(r"^\S+\.(?:cc|cpp|cu|h|hpp):\d+ .*?\(.*?\)(?: const)? ")


def runtime_words(error: Exception) -> str:
    """One line without a full stop at its end, safe to show."""
    words = str(error).strip()
    if _NO_MEMORY.search(words):
        return "it needs more memory than it may have"
    words = words.rpartition(_STATUS)[2]
    for part in (_CODES, _LOADING, _PLACE):
        words = part.sub("", words)
    return shown(" ".join(words.split()).rstrip(" .")) or "no reason given"
