"""The training side of ToonClip: from a folder of picture pairs to a model folder that the app loads."""
