"""Microphones: what is heard, timed by the clock of the frames."""
