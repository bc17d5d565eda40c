"""What a setting may name as weights."""

HUB = "hub"
"""The published ones, downloaded."""

NONE = "none"
"""Random ones."""

SUFFIXES = (".safetensors", ".pth", ".pt", ".bin")
"""Of files that timm, torchvision and the Hugging Face Hub publish."""
