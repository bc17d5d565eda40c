"""Measures the program in its window, as a person uses it."""
