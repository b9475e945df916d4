# boxserved.py - a box of meters for any client: `wattkey meter --box`
"""One pair of wires with all the meters on it: every question goes to each of them, in real time. To a question with AA
several may answer: that is as on the pair; else what a meter says comes in one piece, as over TCP it may."""

from wattkey.dlt645.frame import Frame
from wattkey.dlt698.link import Frame698
from wattkey_host.meter.boxmeters import Spec, box_meter
from wattkey_host.meter.hearing import AWAKE, Ear, Hearer, Speak
from wattkey_host.meter.telling import Tell, Teller
from wattkey_host.sim.clock import BYTE_US, VirtualClock

_ANY = 0xAA


class ServedBox:
    """What `serve` needs of a meter, of many. A box has no speed to be agreed upon."""

    speed_code = 0

    def __init__(self, specs: list[Spec], clock: VirtualClock, tell: Tell) -> None:
        self.clock = clock
        self.teller = Teller(tell, others=False)  # of a question to one the others say nothing
        self.meters = [box_meter(spec, clock, self.teller) for spec in specs]
        self._kinds = (Frame, Frame698) if any(meter.dlt698 for meter in self.meters) else (Frame,)

    def line(self, speak: Speak) -> Hearer:
        """An ear for one line, for all of them."""
        return Ear(self.clock, lambda frame, wake: self.asked(frame, speak, wake), *self._kinds)

    def asked(self, frame: Frame | Frame698, speak: Speak, wake: int = AWAKE) -> None:
        """A question has come, behind `wake` times FE."""
        if _ANY in frame.address or isinstance(frame, Frame698) and frame.flags:
            speak = _Pair(self.clock, speak).say
        for meter in self.meters:
            meter.asked(frame, speak, wake)


class _Pair:
    """What the meters say to one question with AA in its address: it comes when nobody speaks any more, and where
    several speak at once a bit is 1 only if it is with all of them."""

    def __init__(self, clock: VirtualClock, speak: Speak) -> None:
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
