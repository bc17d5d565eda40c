"""A headless Chromium with a fake webcam, driven as a person would."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

_T = TypeVar("_T")
_PATIENCE_S = 60
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,1100"),
    "--use-fake-ui-for-media-stream",
)
_FAKE_WEBCAM = ("--use-fake-device-for-media-stream",)


class Browser:
    """What the tests do in the browser; every wait ends when the thing is there, or fails after a minute."""

    def __init__(self, driver: object) -> None:
        from selenium.webdriver import Chrome
        from selenium.webdriver.support.ui import WebDriverWait

        assert isinstance(driver, Chrome)
        self._driver = driver
        driver.set_script_timeout(_PATIENCE_S)
        self._wait = WebDriverWait(driver, _PATIENCE_S, poll_frequency=0.1)

    def go(self, url: str) -> None:
        self._driver.get(url)

    def open(self, url: str) -> None:
        """The demo, once it is drawn."""
        self.go(url)
        self.wait_until(lambda: self.text("#credit"))

    def run(self, script: str) -> object:
        """What a script of the page hands to the function that is its last argument."""
        return self._driver.execute_async_script(script)

    def wait_until(self, ready: Callable[[], _T]) -> _T:
        """The first true value of `ready`; a page that is just being redrawn counts as not ready."""
        from selenium.common.exceptions import WebDriverException

        def asked(_: object) -> _T | None:
            try:
                return ready()
            except WebDriverException:
                return None

        found = self._wait.until(asked)
        assert found is not None
        return found

    def wait_for_text(self, selector: str, words: str) -> None:
        self.wait_until(lambda: words in self.text(selector))

    def text(self, selector: str) -> str:
        return self._driver.find_element("css selector", selector).text

    def attribute(self, selector: str, name: str) -> str | None:
        return self._driver.find_element("css selector", selector).get_attribute(name)

    def upload(self, selector: str, path: Path) -> None:
        self.wait_until(lambda: self._driver.find_elements("css selector", selector))
        self._driver.find_element("css selector", selector).send_keys(str(path))

    def click(self, selector: str) -> None:
        def clicked() -> bool:
            self._driver.find_element("css selector", selector).click()
            return True

        self.wait_until(clicked)

    def click_text(self, selector: str, words: str) -> None:
        def clicked() -> bool:
            found = [item for item in self._driver.find_elements("css selector", selector) if words in item.text]
            if found:
                found[0].click()
            return bool(found)

        self.wait_until(clicked)

    def choose(self, selector: str, words: str) -> None:
        """Choose an entry of one of Gradio's dropdowns."""
        self.click(f"{selector} input")
        self.click(f'[role=option][aria-label="{words}"]')

    def screenshot(self, path: Path) -> None:
        self._driver.save_screenshot(str(path))
        if kept := os.environ.get("TOONCLIP_SCREENSHOTS"):
            shutil.copy(path, kept)

    def html(self, selector: str) -> str:
        return self.attribute(selector, "outerHTML") or ""


@contextmanager
def open_browser(
    *, flags: Sequence[str] = _FAKE_WEBCAM, environment: Mapping[str, str] | None = None
) -> Iterator[Browser]:
    """A browser with a profile of its own; the test is skipped where there is none.

    Args:
        flags: more of Chromium's.
        environment: replaces some of this process's variables.
    """
    pytest.importorskip("selenium", reason="selenium is not installed (the dev extra)")
    from selenium import webdriver

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("no Chromium with its driver on this computer: apt-get install chromium chromium-driver")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (*_FLAGS, *flags, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        chrome = webdriver.Chrome(options, webdriver.ChromeService(driver, env=os.environ | (environment or {})))
        try:
            yield Browser(chrome)
        finally:
            chrome.quit()
