"""What a model is, where models are, and how another comes in."""
