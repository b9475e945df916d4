# beam.py - somebody between a program and its link: who changes, drops, records, or tells when a question goes out

from wattkey.dlt645.frame import Scanner, encode
from wattkey.ports import Link


def frames(data):
    """The frames in some bytes."""
    scanner = Scanner()
    scanner.feed(bytes(data))
    return list(iter(scanner.next, None))


class Beam(Link):
    """`question(frame)` gives what the device hears instead, None: nothing; `answer(frame)` what the program hears.

    `moment()` is called before a question goes out, and when it has. `asked` keeps the questions as they went on,
    `answered` the bytes that came."""

    def __init__(self, link, question=None, answer=None, moment=lambda: None):
        self.link, self._question, self._answer, self._moment = link, question, answer, moment
        self.baud, self.preamble = link.baud, link.preamble
        self.asked, self.answered = [], b""

    async def send(self, data):
        self._moment()
        for frame in frames(data):
            changed = self._question(frame) if self._question else frame
            self.asked.append(changed)
            if changed is not frame:
                data = encode(changed) if changed else bytes(len(data))
        await self.link.send(data)
        self._moment()

    async def receive(self, limit_ms):
        data = await self.link.receive(limit_ms)
        self.answered += data
        return await self._changed(data) if self._answer else data

    async def _changed(self, data):
        scanner = Scanner()
        for _ in range(200):
            scanner.feed(data)
            if (frame := scanner.next()) and frame.control & 0x80:
                return bytes(encode(self._answer(frame)))
            data = await self.link.receive(1000)
        return b""
