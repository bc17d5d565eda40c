"""What the tests of several rooms share: stand-ins, small models, files made and read back."""
