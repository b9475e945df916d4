# conftest.py - `wattkey sim` in a process of its own, for tests of programs that talk to it
import subprocess
import sys
import threading
import time
from queue import Empty, Queue
from types import SimpleNamespace

import pytest
from serial.urlhandler import protocol_socket

from wattkey_lab.touch.browser import NoBrowser, browser

SPEED = "6"  # a busy machine must still keep up
PATIENCE_S = 60


@pytest.fixture(autouse=True, scope="session")
def sockets_are_closed_at_once():
    """pyserial sleeps 0.3 s when it has closed a socket, for servers that hear one client; those here hear many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(protocol_socket, "time", SimpleNamespace(time=time.time, sleep=lambda _seconds: None))
        yield


class Sim:
    """The command in a process of its own; `keys` types, `see` waits for words on the screen."""

    def __init__(self, *options):
        command = "import sys; from wattkey_host.cli import main; sys.argv[0] = 'wattkey'; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", command, "sim", "--speed", SPEED, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._lines = Queue()
        threading.Thread(target=lambda: [self._lines.put(line) for line in self.process.stdout], daemon=True).start()

    def see(self, words, patience_s=PATIENCE_S):
        """The next line that has these words."""
        seen = []
        while True:
            try:
                seen.append(self._lines.get(timeout=patience_s))
            except Empty:
                raise AssertionError(f"{words!r} never came: {seen}") from None
            if words in seen[-1]:
                return seen[-1]

    def seller(self, tries=20):
        """Leave whatever page stands there, and choose `Seller`; a board that is just resetting is asked again."""
        for _ in range(tries):
            while not self._lines.empty():
                self._lines.get()
            self.keys("back back menu 0")
            try:
                return self.see("Point at the", 10)
            except AssertionError:
                continue
        raise AssertionError("`Seller` cannot be chosen")

    def keys(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self):
        self.keys("quit")
        assert self.process.wait(PATIENCE_S) == 0

    def status(self):
        """The exit status, when it has ended by itself."""
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def sim():
    """`sim(options...)` -> Sim; none outlives its test."""
    made = []

    def start(*options):
        made.append(Sim(*options))
        return made[-1]

    yield start
    for device in made:
        device.process.kill()
        device.process.wait()


@pytest.fixture(scope="module")
def chromium():
    """A real browser; where there is none the tests are skipped, and say what brings it."""
    try:
        with browser() as made:
            yield made
    except NoBrowser as missing:
        pytest.skip(str(missing))
