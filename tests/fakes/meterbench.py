# meterbench.py - a simulated meter and whoever asks it, on one virtual clock, byte by byte

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey_host.sim.clock import BYTE_US


class MeterBench:
    """`meter` lies on it, `number` is its address. `raw` is all that it has said: (microseconds, bytes)."""

    said_us = 0  # when the last byte to it had arrived

    def __init__(self, meter, clock, number):
        self.meter, self.clock, self.own = meter, clock, bytes.fromhex(number)
        self.raw = []
        meter.speak = lambda data: self.raw.append((clock.now_us, data))

    def say(self, out):
        """Bytes at the pace of 1200 baud."""
        for byte in out:
            self.clock.advance(BYTE_US)
            self.meter.hear(byte)
        self.said_us = self.clock.now_us

    def ask(self, control, data=b"", to=None, wait_ms=100):
        """The one answer as a Frame, or None if nothing or nothing right came."""
        before = len(self.raw)
        self.say(encode(Frame(to or self.own, control, data), 4))
        self.clock.advance(wait_ms * 1000)
        scanner = Scanner()
        scanner.feed(b"".join(said for _, said in self.raw[before:]))
        return scanner.next()

    def read(self, code, more=b"", **how):
        """The value of an identifier, as it was on the wire; of a refusal the error byte; None for silence.

        `code`: 8 hex digits or a number for 2007, 4 hex digits for 1997."""
        name = code.to_bytes(4, "little") if isinstance(code, int) else bytes.fromhex(code)[::-1]
        control = 0x11 if len(name) == 4 else 0x01
        answer = self.ask(control, name + more, **how)
        if answer is None or answer.is_error():
            return answer and answer.data[0]
        assert answer.control & 0x9F == control | 0x80
        assert answer.data[: len(name)] == name
        return answer.data[len(name) :]
