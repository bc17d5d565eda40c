"""The engine. Runs headless: no Qt, no torch."""

import os

# ONNX Runtime >= 1.29 reports to its maker by default, from the moment it is imported; a camera program must not.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

# A V4L2 camera that stops sends nothing; OpenCV would wait 10 s for each picture, with the last one frozen on screen.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")
