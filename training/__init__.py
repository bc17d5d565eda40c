"""The training side of ToonClip: from a folder of image pairs to a model folder that the app loads."""
