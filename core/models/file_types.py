"""What a model's file may be called. Imports nothing: the command line asks before the engine is read."""

MANIFEST_NAME = "manifest.json"
"""What makes a folder that of a model."""
PACKED_SUFFIXES = (".zip", ".toonclip")
"""Of a packed model folder. The second is the one that a desktop knows to be a model."""
OTHER_PROGRAMS = {
    **dict.fromkeys(
        (".pth", ".pt", ".ckpt", ".safetensors", ".bin", ".th"),
        "It holds weights without their network. `toonclip-train import FILE` makes an .onnx file of known ones; "
        "of others, export ONNX with the code that they came with.",
    ),
    **dict.fromkeys(
        (".mlpackage", ".mlmodel", ".mlmodelc"),
        "A CoreML package needs the manifest.json that `toonclip-train export --coreml` writes beside it. "
        "Of others, take the .onnx file that most authors offer too.",
    ),
    **dict.fromkeys(
        (".pb", ".h5", ".keras", ".tflite", ".pdparams", ".param", ".trt", ".engine", ".xml"),
        "It is another program's format. Convert it to ONNX (for TensorFlow by tf2onnx), or take the author's "
        ".onnx file.",
    ),
}
"""What to do with models that cannot be opened, by the end of their names."""
MODEL_SUFFIXES = (".onnx", ".json", *PACKED_SUFFIXES)
MEANT_AS_MODELS = (*MODEL_SUFFIXES, *OTHER_PROGRAMS)
