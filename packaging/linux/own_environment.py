"""Run by the Linux bundle before the program: what PyInstaller set for our libraries is not for programs we open.

The start program sets LD_LIBRARY_PATH and starts itself again with it. The loader has read it by then; a file manager
or a browser that is opened from the window would inherit it and run with our libraries instead of its own.
"""

import os

_ORIGINAL = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _ORIGINAL is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = _ORIGINAL
