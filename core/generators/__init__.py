"""Generators: the networks that turn a picture into the styled one, and where models are found."""
