# boxserved.py - a box of meters for any client: `wattkey meter --box`
"""One pair of wires with all the meters on it: every question goes to each of them, in real time. To a question with AA
several may answer: that is as on the pair; else what a meter says comes in one piece, as over TCP it may."""

from collections.abc import Callable

from wattkey.dlt645.frame import Frame
from wattkey_host.meter.boxmeters import BoxMeter, Spec
from wattkey_host.sim.clock import BYTE_US, VirtualClock

_ANY = 0xAA


class ServedBox:
    """What `serve` needs of a meter, of many. A box has no speed to be agreed upon."""

    speed_code = 0

    def __init__(self, specs: list[Spec], clock: VirtualClock, tell: Callable[[str], None]) -> None:
        self.clock = clock
        self.tell = tell
        self.meters = [BoxMeter(spec, clock, tell) for spec in specs]

    def overhear(self, data: bytes) -> None:
        """Bytes on the pair, as each meter gets them."""
        for meter in self.meters:
            meter.overhear(data)

    def asked(self, frame: Frame, speak: Callable[[bytes], None] | None = None) -> None:
        """A question has come."""
        if speak and _ANY in frame.address:
            speak = _Pair(self.clock, speak).say
        for meter in self.meters:
            meter.asked(frame, speak)


class _Pair:
    """What the meters say to one question with AA in its address: it comes when nobody speaks any more, and where
    several speak at once a bit is 1 only if it is with all of them."""

    def __init__(self, clock: VirtualClock, speak: Callable[[bytes], None]) -> None:
        self._clock = clock
        self._speak = speak
        self._bytes: dict[int, int] = {}  # on a raster of byte times [simplified: they begin when they like]
        self._free_us = 0.0

    def say(self, data: bytes) -> None:
        """One more meter begins."""
        first = round(self._clock.now_us / BYTE_US)
        for at, value in enumerate(data, first):
            self._bytes[at] = self._bytes.get(at, 0xFF) & value
        end_us = self._clock.now_us + len(data) * BYTE_US
        self._free_us = max(self._free_us, end_us)
        self._clock.after(end_us - self._clock.now_us, self._heard)

    def _heard(self) -> None:
        if self._bytes and self._clock.now_us >= self._free_us - 1:
            data = bytes(value for _, value in sorted(self._bytes.items()))
            self._bytes.clear()
            self._speak(data)
