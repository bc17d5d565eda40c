"""A tour of the window by mouse and keyboard, as somebody in front of it would go through it."""
