"""`python -m desktop` is `toonclip`."""

import sys

from desktop.command_line.main import main

if __name__ == "__main__":
    sys.exit(main())
