"""The engine. Runs headless: no Qt, no torch."""

import os

# ONNX Runtime >= 1.29 reports to its maker by default, from the moment it is imported; a camera program must not.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

# A V4L2 camera that stops sends nothing; OpenCV would wait 10 s for each picture, with the last one frozen on screen.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")

# A file of some kilobytes can hold a picture that fills the memory; a conversion takes 22 bytes a pixel.
MOST_IMAGE_PIXELS = 1 << 27
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MOST_IMAGE_PIXELS))
