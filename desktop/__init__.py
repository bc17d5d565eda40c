"""The program a person meets: the window and the command line."""
