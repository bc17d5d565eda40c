"""Files through a generator into files, nothing dropped."""
