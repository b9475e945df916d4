# readings.py - what any meter measures and knows of itself: data identifiers of 2007 and what makes their values
"""Each entry makes the value as it goes on the wire, low byte first (DL/T 645-2007, annex A); None: this meter has no
such rate. What a prepaid meter knows besides is in prepaid/moneyreadings.py."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wattkey.dlt645 import ids
from wattkey_host.meter.bcd import low_first, stamp, weekday
from wattkey_host.meter.registers import RATES

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

Reading = Callable[["Meter"], bytes | None]
COMBINED, FORWARD, REVERSE = 0x00000000, 0x00010000, 0x00020000
BLOCK = 0xFF00
NOTHING = bytes(4)


def date(meter: "Meter") -> bytes:
    """04000101: WW DD MM YY."""
    now = meter.now()
    return bytes([weekday(now)]) + stamp(now)[2::-1]


def time(meter: "Meter") -> bytes:
    """04000102: ss mm hh."""
    return stamp(meter.now())[:2:-1]


def energy(rate: int) -> Reading:
    """Forward active energy of one rate (0: total), XXXXXX.XX kWh."""

    def read(meter: "Meter") -> bytes | None:
        held = meter.registers.held
        return low_first(held[rate], 4) if rate < len(held) else None

    return read


def energies(meter: "Meter") -> bytes:
    """The FF block: total and rates."""
    return b"".join(low_first(value, 4) for value in meter.registers.held)


READINGS: dict[int, Reading] = {
    **{group | rate << 8: energy(rate) for group in (COMBINED, FORWARD) for rate in range(len(RATES))},
    ids.DATE: date,
    ids.TIME: time,
    ids.METER_TIME: lambda meter: time(meter) + date(meter),
    ids.ADDRESS: lambda meter: meter.number[::-1],
    ids.METER_NUMBER: lambda meter: meter.number[::-1],
}
# A meter whose store puts no blocks together has these ready, and no reverse energy.
READY: dict[int, Reading] = {
    **{REVERSE | rate << 8: lambda meter: NOTHING for rate in range(len(RATES))},
    COMBINED | BLOCK: energies,
    FORWARD | BLOCK: energies,
    REVERSE | BLOCK: lambda meter: NOTHING * len(RATES),
}
