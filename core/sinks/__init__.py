"""Whatever receives composed frames: recorder, snapshot."""
