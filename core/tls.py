"""tls_context(): encrypted connections whose certificates are also found by a frozen program."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

_CERTIFICATES = ("/etc/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


def tls_context() -> ssl.SSLContext:
    """A frozen program's OpenSSL looks for certificates where they were on the machine that built it."""
    context = ssl.create_default_context()
    known = ssl.get_default_verify_paths()
    if not known.cafile and not known.capath:
        for path in filter(os.path.isfile, _CERTIFICATES):
            context.load_verify_locations(Path(path))
            break
    return context
