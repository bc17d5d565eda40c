"""From a folder of image pairs to a model folder that the app loads. The only place with torch."""
