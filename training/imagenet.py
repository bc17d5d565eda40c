"""The mean and standard deviation of ImageNet's images, with which classifiers were trained."""

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
"""Of R, G and B in 0..1."""
