"""The presenter: what the engine reports becomes words and pictures, what a person does becomes commands."""
