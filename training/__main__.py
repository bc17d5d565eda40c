"""`python -m training` is `toonclip-train`."""

import sys

from training.cli import main

sys.exit(main())
