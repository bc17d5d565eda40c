"""Between engine and window: events become words and images, clicks become commands."""
