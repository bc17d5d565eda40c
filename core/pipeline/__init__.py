"""The newest frame through generator and compositor to the sinks, on two threads."""
