"""PipeWire on Linux through its C library: nodes that give video to other programs or take it from them."""
