"""What the operating system gives: folders, permissions, signals, libraries, crash logs."""
