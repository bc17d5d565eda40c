"""A style from one picture: its photographs, its loss, its training, its command."""
