# adapter.py - an ordinary serial adapter at the other end of the USB cable, with a meter behind it
"""What the device writes to usb_cdc.data reaches the meter at 1200 baud, byte by byte, and the answer comes back so."""

from wattkey_host.sim.air import IN, OUT, AirByte, FarEnd
from wattkey_host.sim.cable import Cable
from wattkey_host.sim.clock import BYTE_US, VirtualClock


class Adapter:
    """Passes bytes between a cable and a meter. `log` holds every byte, as Air's does."""

    def __init__(self, clock: VirtualClock, cable: Cable, meter: FarEnd, log: list[AirByte] | None = None) -> None:
        self.log: list[AirByte] = [] if log is None else log
        self._clock, self._cable, self._meter = clock, cable, meter
        self._busy_us = {OUT: 0.0, IN: 0.0}  # until when each direction of the line is taken
        cable.written = self._from_device
        meter.speak = lambda data: self._pass(IN, data)

    def _from_device(self) -> None:
        data = bytes(self._cable.to_host)
        self._cable.to_host.clear()
        self._pass(OUT, data)

    def _pass(self, direction: str, data: bytes) -> None:
        start = max(float(self._clock.now_us), self._busy_us[direction])
        for value in data:
            self._later(direction, value, start)
            start += BYTE_US
        self._busy_us[direction] = start

    def _later(self, direction: str, value: int, start: float) -> None:
        def arrived() -> None:
            self.log.append(AirByte(round(start), self._clock.now_us, direction, value))
            if direction == OUT:
                self._meter.hear(value)
            else:
                self._cable.to_device.append(value)

        self._clock.after(start + BYTE_US - self._clock.now_us, arrived)
