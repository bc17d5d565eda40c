"""Tries an installed program: every bundled model, a clip, and the window where there is a display."""
