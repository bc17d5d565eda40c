"""What a model's file may be called. Imports nothing: the command line asks before the engine is read."""

PACKED_SUFFIXES = (".zip", ".toonclip")
"""Of a packed model folder. The second is the one that a desktop knows to be a model."""
MODEL_SUFFIXES = (".onnx", ".json", *PACKED_SUFFIXES)
