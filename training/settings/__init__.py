"""What can be set, and what is refused at once, before torch is imported."""
