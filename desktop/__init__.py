"""The program that people meet: window and command line. The only place with PySide6."""
