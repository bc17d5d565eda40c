"""Generators: models at work, by ONNX Runtime or CoreML."""
