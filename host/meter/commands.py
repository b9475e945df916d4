# commands.py - what a meter does for commands that both editions know, in the layout of either
"""A command (dlt645.Command) gets (meter, DATA, address as asked) and returns DATA of the answer, None for none, or
raises ErrorAnswer. Functions whose names end in -ing make one for a layout."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from wattkey.dlt645.slave import ErrorAnswer
from wattkey_host.meter.bcd import is_bcd
from wattkey_host.meter.dlt645 import Command
from wattkey_host.meter.parameters import set_parameter
from wattkey_host.meter.rights import CLEAR_LEVEL, NO_DATA, OTHER, PASSWORD, SET_LEVEL, need, permit

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

SPEEDS = {0x02: 600, 0x04: 1200, 0x08: 2400, 0x10: 4800, 0x20: 9600, 0x40: 19200}  # baud
MENDED_S = 300  # so far off a broadcast time may be


class DataLayout(NamedTuple):
    """DATA of an edition: `name` bytes of identifier, then four of password; a written value begins at `value`."""

    standard: str
    name: int
    value: int


def code_of(identifier: bytes) -> str:
    """A data identifier as it is printed."""
    return identifier[::-1].hex().upper()


def reading(layout: DataLayout, wrong: int = OTHER) -> Command:
    """The value behind an identifier; a question of another length is refused with `wrong`."""

    def read(meter: "Meter", data: bytes, to: bytes) -> bytes:
        need(len(data) == layout.name, wrong)
        value = meter.store.get(layout.standard, code_of(data))
        need(value is not None, NO_DATA)
        return data + (value or b"")

    return read


def nothing_follows(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """A question for following data, out of turn; what does follow the slave hands out itself."""
    need(False, NO_DATA)
    return None


def writing(layout: DataLayout) -> Command:
    """Identifier, password, value; answered without data."""

    def write(meter: "Meter", data: bytes, to: bytes) -> bytes:
        need(len(data) > layout.value, OTHER)
        permit(meter.passwords, data[layout.name : layout.name + 4], SET_LEVEL)
        set_parameter(meter, layout.standard, code_of(data[: layout.name]), data[layout.value :])
        return b""

    return write


def clearing(what: Callable[["Meter"], None], length: int) -> Command:
    """`length` bytes of DATA, the password in front; answered without data."""

    def clear(meter: "Meter", data: bytes, to: bytes) -> bytes:
        need(len(data) == length, OTHER)
        permit(meter.passwords, data[:4], CLEAR_LEVEL)
        what(meter)
        return b""

    return clear


def clear_demand(meter: "Meter") -> None:
    """Maximum demands and their times of both editions go to zero."""
    for rate in range(5):
        meter.store.put("1997", f"A01{rate}", bytes(3))
        meter.store.put("1997", f"B01{rate}", bytes(4))
        for direction in ("01", "02"):
            meter.store.put("2007", f"01{direction}{rate:02X}00", bytes(8))


def change_password(meter: "Meter", old: bytes, new: bytes) -> bytes:
    """Old and new password as on the wire, each with its level in front; answers the new one. Raises ErrorAnswer."""
    permit(meter.passwords, old, 9)
    need(new[0] <= 9 and old[0] <= new[0], PASSWORD)
    need(is_bcd(new[1:]), OTHER)
    meter.passwords[new[0]] = new[:0:-1]
    return new


def set_time(meter: "Meter", data: bytes, to: bytes) -> None:
    """C=08, ss mm hh DD MM YY: obeyed if the clock is off by no more than five minutes; answered with nothing. Raises
    ErrorAnswer."""
    if len(data) != 6:
        return
    try:
        when = datetime.strptime(data[::-1].hex(), "%y%m%d%H%M%S")
    except ValueError as wrong:
        raise ErrorAnswer(bytes([OTHER])) from wrong
    off = abs((when - meter.now()).total_seconds())
    too_far = off > MENDED_S
    meter.teller.say(f"  the clock is off by {off:.0f} s" + (", more than a broadcast may mend" if too_far else ""))
    if not too_far:
        meter.set_clock(when)


def change_speed(refusal: int) -> Command:
    """C=17 or 0C: agree upon another speed; it is in force when the answer has gone out."""

    def change(meter: "Meter", data: bytes, to: bytes) -> bytes:
        need(len(data) == 1 and data[0] in SPEEDS, refusal)
        meter.speed_code = data[0]
        return data

    return change
