"""The web side: a demo page in the browser; a model, its card and a Space on the Hugging Face Hub."""
