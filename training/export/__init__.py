"""From a checkpoint to a model folder: ONNX, INT8 and CoreML files, manifest, card, parity images."""
