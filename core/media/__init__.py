"""Video, sound and image files: timestamps, rotation, reading and writing."""
