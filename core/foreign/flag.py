"""What the bundled program is started with to run a stranger's network. Imports nothing: the command line reads it."""

MODEL_PROCESS = "--model-process"
