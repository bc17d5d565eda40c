"""The toon as a camera that other programs can choose."""
