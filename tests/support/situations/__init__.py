"""What people give to ToonClip: inputs as real devices make them, what is right, and a look at what came out."""
