"""What `toonclip` takes, and what each command does."""
