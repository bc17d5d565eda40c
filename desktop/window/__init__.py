"""Widgets. They show and ask, and know nothing of the engine."""
