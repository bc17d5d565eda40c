"""Films: video files played as a player does: pause, seek, step, loop, with their sound."""
