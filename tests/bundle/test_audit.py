"""The question for known vulnerabilities, put to a server that answers as OSV does."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parent.parent.parent / "packaging"
PINS = """\
numpy==2.4.6 ; python_full_version < '3.12'
numpy==2.5.5 ; python_full_version >= '3.12'
pefile==1 ; sys_platform == 'win32'
"""
ADVISORY = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-1"],
    "affected": [
        {
            "package": {"name": "numpy", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.6"}]}],
        }
    ],
}


class Osv(ThreadingHTTPServer):
    """Knows one advisory, if any."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, str]] = []
        self.vulnerable: tuple[str, str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/query"


class _Answer(BaseHTTPRequestHandler):
    server: Osv

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        pin = query["package"]["name"], query["version"]
        self.server.asked.append(pin)
        body = json.dumps({"vulns": [ADVISORY]} if pin == self.server.vulnerable else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def osv() -> Iterator[Osv]:
    with Osv() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def audit(tmp_path: Path):
    """Run the command over a few pins; it finds its files beside itself."""
    (tmp_path / "locks").mkdir()
    (tmp_path / "constraints.txt").write_text(PINS)
    (tmp_path / "locks" / "build.txt").write_text("hatchling==1.33.0 \\\n    --hash=sha256:00\n")
    script = shutil.copy(PACKAGING / "audit.py", tmp_path)

    def run(url: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, script, "--osv-url", url], capture_output=True, text=True, check=False)

    return run


def test_every_pin_of_every_system_is_asked_for(audit, osv: Osv):
    done = audit(osv.url)

    assert (done.returncode, done.stdout) == (0, "4 pins, 0 known vulnerabilities\n")
    assert sorted(osv.asked) == [("hatchling", "1.33.0"), ("numpy", "2.4.6"), ("numpy", "2.5.5"), ("pefile", "1")]


def test_what_is_known_is_named_with_its_mend(audit, osv: Osv):
    osv.vulnerable = ("numpy", "2.5.5")
    done = audit(osv.url)

    assert done.returncode == 1
    assert done.stdout.splitlines()[1:] == ["  numpy 2.5.5: PYSEC-2026-1 CVE-2026-1, mended in 2.6"]


def test_a_service_that_is_not_reached_is_no_good_news(audit, osv: Osv):
    url = osv.url
    osv.server_close()
    done = audit(url)

    assert done.returncode == 2
    assert not done.stdout
    assert "could not be asked, so nothing is known about the 4 pins" in done.stderr
    assert "Traceback" not in done.stderr
