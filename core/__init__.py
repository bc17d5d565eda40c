"""The engine: sources, generators, compositor and sinks. No Qt, no torch; runs headless."""

import os

# ONNX Runtime >= 1.29 reports to its maker by default, from the moment it is imported; a camera program must not.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
