"""The networks that can be trained, built by name."""
