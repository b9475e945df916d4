# brokenline.py - a PC's line to meters that is gone in the middle

import serial

from fakes.clock import FakeClock
from fakes.link import FakeLink


class BreakingLine(FakeLink):
    """Whoever asks anything is told that the adapter was pulled out; whether the line was closed then.

    `whole(line)` gives a far end that holds out for some questions."""

    speedless = False
    closed = False

    def __init__(self, whole=lambda line: unplugged):
        super().__init__(FakeClock())
        self.far_end = whole(self)

    def close(self):
        self.closed = True


def unplugged(data):
    """What pyserial says of such an adapter."""
    raise serial.SerialException("unplugged")
