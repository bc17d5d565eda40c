"""A PipeWire video source: Linux's way to offer a camera without root or a kernel module."""
