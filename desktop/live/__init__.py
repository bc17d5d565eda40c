"""The live program behind the window: source, model, recording and settings, as Qt objects."""
