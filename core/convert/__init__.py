"""Files and folders through a generator into files."""
