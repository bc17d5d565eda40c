"""Source, model, recording and settings of the running window, as Qt objects."""
