"""`python -m desktop` is `toonclip`."""

import multiprocessing
import sys

from desktop.command_line.main import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # the frozen program starts itself for work that is done apart
    sys.exit(main())
