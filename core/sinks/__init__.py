"""Sinks: anything that receives composed frames."""
