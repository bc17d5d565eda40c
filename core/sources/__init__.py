"""Sources: anything that yields frames."""
