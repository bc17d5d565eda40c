"""Installed models: what one is, where they are, and how another comes in."""
