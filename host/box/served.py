# served.py - a box of meters for any client: `wattkey meter --box`
"""One pair of wires with all the meters on it: every question goes to each of them, in real time."""

from collections.abc import Callable

from wattkey.dlt645.frame import Frame
from wattkey_host.box.meters import BoxMeter, Spec
from wattkey_host.sim.clock import VirtualClock


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
        for meter in self.meters:
            meter.asked(frame, speak)
