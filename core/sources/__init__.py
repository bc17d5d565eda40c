"""Whatever yields frames: cameras, video files, a synthetic camera."""
