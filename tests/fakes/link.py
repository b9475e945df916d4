# link.py - the core's link, with whatever a test puts at its far end, in virtual time

from collections import deque

from wattkey.ports import Link


class FakeLink(Link):
    """Bytes take their time at the link's speed. `far_end(data)` hears them when the last one has left, and answers
    with `say`. What was still to come when a question goes out is lost, as on a line with one direction."""

    patience_ms = 560

    def __init__(self, clock, far_end=lambda data: None):
        self.clock, self.far_end = clock, far_end
        self.sent, self.tunable = [], True
        self._coming = deque()  # (microseconds, bytes, or None: a byte that arrives damaged and is dropped)

    def tune(self, baud):
        if self.tunable:
            self.baud = baud
        return baud == self.baud

    @property
    def byte_ms(self):
        """What one byte takes."""
        return 11000 / self.baud

    def say(self, data, after_ms=0):
        """Something arrives, all of it at one moment, behind what was said before."""
        self._coming.append((self.clock.world.now_us + round(after_ms * 1000), data))

    async def send(self, data):
        self.sent.append(bytes(data))
        self.clock.skip(len(data) * self.byte_ms)
        self.damaged = 0
        self._coming.clear()
        self.far_end(bytes(data))

    async def receive(self, limit_ms):
        world, coming = self.clock.world, self._coming
        end = world.now_us + limit_ms * 1000
        while not coming or coming[0][0] > world.now_us:
            if world.now_us >= end:
                return b""
            world.step(min(end, coming[0][0]) if coming else end)
        if (data := coming.popleft()[1]) is not None:
            return data
        self.damaged += 1
        return await self.receive(limit_ms)  # the line was not silent


def scripted(clock, *replies):
    """A link that answers each question with the next list of slices, 10 ms apart; an empty one is silence."""
    left = list(replies)

    def next_reply(data):
        for number, piece in enumerate(left.pop(0) if left else (), 1):
            link.say(piece, 10 * number)

    link = FakeLink(clock, next_reply)
    return link
