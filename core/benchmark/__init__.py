"""How fast a model is alone, in the engine, and in the whole program as a person uses it."""
