"""Files of pictures and sound: reading, timing, turning, writing."""
