# oldmeter.py - a meter of before: it knows DL/T 645-1997 and nothing of prepaying
"""As much of it as the handheld ever hears."""

from collections.abc import Callable

from wattkey.dlt645.codes import ANSWER, READ_1997
from wattkey.dlt645.frame import Frame, Scanner, encode


class Old:
    """A meter that knows DL/T 645-1997 alone."""

    number = "000000123456"

    def __init__(self) -> None:
        self.speak: Callable[[bytes], None] = lambda data: None
        self.fall_silent: Callable[[], None] = lambda: None
        self._scanner = Scanner()

    def hear(self, byte: int) -> None:
        """One byte of light; a question to anybody is answered with zeros."""
        self._scanner.feed(bytes([byte]))
        frame = self._scanner.next()
        if frame and frame.control == READ_1997:
            answer = Frame(bytes.fromhex(self.number), READ_1997 | ANSWER, frame.data + bytes(4))
            self.speak(bytes(encode(answer)))
