"""The web: a demo page in the browser, and models on the Hugging Face Hub."""
