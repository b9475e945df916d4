# load.py - what runs through a meter all the time, by the hour of the day
"""What is used counts in the tariff rate of the hour; the rates of a day are made up."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

HUNDREDTH_US = 36_000_000  # one hundredth of a kWh at 1 kW takes 36 s
NIGHT, SHARP, PEAK = (23, 0, 1, 2, 3, 4, 5, 6), (19, 20), (8, 9, 10, 18)
DAY = {**dict.fromkeys(NIGHT, 4), **dict.fromkeys(SHARP, 1), **dict.fromkeys(PEAK, 2)}  # hour -> tariff rate, else flat


class Load:
    """A load of `kw`; 0 is none. A meter is only as far as it was last looked at."""

    def __init__(self, kw: float, start_us: int) -> None:
        """Switched on at `start_us` of the world's clock."""
        self.kw = kw
        self._metered_us = start_us

    def run(self, meter: "Meter") -> None:
        """Let through what was used since the last time; nothing while the relay is open."""
        if not self.kw:
            return
        now_us, step = meter.clock.now_us, HUNDREDTH_US / self.kw
        while now_us - self._metered_us >= step and meter.powered:
            meter.consume("0.01", DAY.get(meter.now().hour, 3))
            self._metered_us += round(step)
        if not meter.powered:
            self._metered_us = now_us
