"""The window: widgets that show and ask, and know nothing of the engine."""
