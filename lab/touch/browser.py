# browser.py - a real Chromium in front of a simulator of its own, for pictures, figures and tests of the page
"""Playwright drives a Chromium that is on this machine; neither is brought by this program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BRINGS = "pip install 'wattkey[browser]'; on Debian, apt install chromium fonts-noto-cjk"
_PATIENCE_MS = 300_000  # a busy machine may take its time before there is a page
# Of a page nothing of it is seen: the address bar's list of suggestions, which every new page makes beside itself, with
# ten times the page's own work; and a process kept ready for a page that never comes. A Chromium that has no such part
# does not mind.
_LEAVE_OUT = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess")
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PROGRAM = "import sys; sys.argv[0] = 'wattkey'; from wattkey_host import main; main()"


class NoBrowser(RuntimeError):
    """Playwright or Chromium is missing: one line that says what brings it."""


def chromium() -> str:
    """The path of a Chromium. Raises NoBrowser."""
    found = os.environ.get("WATTKEY_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        raise NoBrowser(f"there is no Chromium: {BRINGS}")
    return found


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium without a window. Raises NoBrowser."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as missing:
        raise NoBrowser(f"there is no playwright: {BRINGS}") from missing
    path = chromium()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-features=" + ",".join(_LEAVE_OUT)]
        )
        try:
            yield made
        finally:
            made.close()


@contextmanager
def simulator(*options: str) -> Iterator[tuple[subprocess.Popen, str]]:
    """`wattkey sim --page` in a process of its own: (process, address). It ends with the block."""
    command = [sys.executable, "-u", "-P", "-c", _PROGRAM, "sim", "--page", "--at", "127.0.0.1:0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split("at ")[1].strip()
        finally:
            process.kill()


def opened(page: Any, address: str) -> None:
    """Go there, and wait until the page was told everything as it is. (The panel may be dark: a lesson may be open.)"""
    page.goto(address, timeout=_PATIENCE_MS)
    page.wait_for_selector("body[data-link=up] #clock:not(:empty)", timeout=_PATIENCE_MS)
