"""The engine: sources, generators, compositor and sinks. No Qt, no torch; runs headless."""
