"""From a checkpoint to a model folder: the ONNX graph, its INT8 version, manifest, card and parity images."""
