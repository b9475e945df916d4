# readings.py - what C=11 can read: data identifiers and the bytes behind them, as a table
"""Each entry makes the value as it goes on the wire, low byte first (DL/T 645-2007, annex A).

A purchase that never happened reads as zeros.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from wattkey_host.meter.prepaid.account import RECORDS, Purchase
from wattkey_host.meter.prepaid.registers import RATES
from wattkey_host.meter.prepaid.status import WORDS, status_word
from wattkey_host.meter.prepaid.wire import low_first, stamp, weekday

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.meter import Meter

Reading = Callable[["Meter"], bytes]
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
    return lambda meter: low_first(meter.registers.forward[rate], 4)


def energies(meter: "Meter") -> bytes:
    """The FF block: total, sharp, peak, flat, valley."""
    return b"".join(low_first(value, 4) for value in meter.registers.forward)


def record(number: int, part: Callable[[Purchase], bytes], length: int) -> Reading:
    """One part of the purchase `number` (1: the latest)."""

    def read(meter: "Meter") -> bytes:
        records = meter.account.records
        return part(records[number - 1]) if number <= len(records) else bytes(length)

    return read


def _money(name: str) -> tuple[Callable[[Purchase], bytes], int]:
    return lambda purchase: low_first(getattr(purchase, name), 4), 4


PARTS: dict[int, tuple[Callable[[Purchase], bytes], int]] = {  # DI1 of 0333xx01..0A
    0x01: (lambda purchase: stamp(purchase.when)[4::-1], 5),  # mm hh DD MM YY
    0x02: (lambda purchase: low_first(purchase.count, 2), 2),
    0x03: _money("amount"),
    0x04: _money("before"),
    0x05: _money("after"),
    0x06: _money("cumulative"),
}
WHOLE = 0x03_33_FF_00  # the six parts of one purchase in a row


def _whole(number: int) -> Reading:
    parts = [record(number, part, length) for part, length in PARTS.values()]
    return lambda meter: b"".join(read(meter) for read in parts)


def _energy_table() -> dict[int, Reading]:
    table: dict[int, Reading] = {}
    for rate in range(len(RATES)):
        table[rate << 8] = table[0x10000 | rate << 8] = energy(rate)
        table[0x20000 | rate << 8] = lambda meter: NOTHING
    table[0x0000FF00] = table[0x0001FF00] = energies
    table[0x0002FF00] = lambda meter: NOTHING * len(RATES)
    return table


def _record_table() -> dict[int, Reading]:
    table: dict[int, Reading] = {}
    for number in range(1, RECORDS + 1):
        for part, (make, length) in PARTS.items():
            table[0x03330000 | part << 8 | number] = record(number, make, length)
        table[WHOLE | number] = _whole(number)
    return table


def _status_table() -> dict[int, Reading]:
    table: dict[int, Reading] = {0x04000500 | word: partial(status_word, word=word) for word in WORDS}
    table[0x040005FF] = lambda meter: b"".join(status_word(meter, word) for word in WORDS)
    return table


SCREENS = (0x00900200, 0x0001FF00, 0x04000101, 0x04000102, 0x04000401)  # what the meter's own key pages through


def _screens_table() -> dict[int, Reading]:
    table: dict[int, Reading] = {0x04000305: lambda meter: low_first(len(SCREENS), 1)}
    for number, di in enumerate(SCREENS, 1):
        table[0x04040200 + number] = partial(_screen, di=di)
    return table


def _screen(meter: "Meter", di: int) -> bytes:
    """Identifier and screen index of a display item."""
    return di.to_bytes(4, "little") + b"\0"


READINGS: dict[int, Reading] = {
    **_screens_table(),
    **_energy_table(),
    0x00900100: lambda meter: NOTHING,  # energy bought: this is a money meter
    0x00900101: lambda meter: NOTHING,
    0x00900200: lambda meter: low_first(meter.account.remaining, 4),
    0x00900201: lambda meter: low_first(meter.account.overdraft, 4),
    **_record_table(),
    0x04000101: date,
    0x04000102: time,
    0x0400010C: lambda meter: time(meter) + date(meter),
    0x04000401: lambda meter: meter.esam.number[::-1],
    0x04000402: lambda meter: meter.esam.number[::-1],
    0x0400040E: lambda meter: meter.esam.customer[::-1],
    **_status_table(),
    0x04001001: lambda meter: low_first(meter.account.terms.alarm1, 4),
    0x04001002: lambda meter: low_first(meter.account.terms.alarm2, 4),
    0x04001003: lambda meter: low_first(meter.account.terms.overdraft_limit, 4),
    0x04001004: lambda meter: low_first(meter.account.terms.hoard_limit, 4),
    0x04001005: lambda meter: low_first(meter.account.terms.close_allow, 4),
}


def read(meter: "Meter", di: int) -> bytes | None:
    """The value behind `di` as it goes on the wire, or None: no such data."""
    if di & 0xFFFFFF00 == WHOLE and not meter.whole_records:
        return None
    reading = READINGS.get(di)
    return reading(meter) if reading else None
