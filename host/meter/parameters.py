# parameters.py - setting a parameter that was written: clock, address, or a value of the store
"""Both editions write clock and address under identifiers like any other parameter."""

from datetime import datetime
from typing import TYPE_CHECKING

from wattkey.dlt645.slave import ErrorAnswer
from wattkey_host.meter.rights import NO_DATA, OTHER, need
from wattkey_host.meter.store import catalogued, writable

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

ADDRESS = "04000401"
CLOCK = {  # identifier -> its digits, high byte first; {w} is the weekday
    "04000101": "%y%m%d0{w}",
    "04000102": "%H%M%S",
    "0400010C": "%y%m%d0{w}%H%M%S",
    "C010": "%y%m%d0{w}",
    "C011": "%H%M%S",
}


def set_parameter(meter: "Meter", standard: str, code: str, value: bytes) -> None:
    """Set a parameter (value as on the wire), clock and address included. Raises ErrorAnswer."""
    need(meter.store.get(standard, code) is not None, NO_DATA)
    need(writable(standard, code), OTHER)
    try:
        catalogued(standard, code).values(value)
        if code in CLOCK:
            meter.set_clock(_moment(meter.now(), CLOCK[code], value[::-1].hex()))
    except ValueError as wrong:
        raise ErrorAnswer(bytes([OTHER])) from wrong
    if code == ADDRESS:
        meter.move(value[::-1])
    elif code not in CLOCK:
        meter.store.put(standard, code, value)


def _moment(now: datetime, form: str, digits: str) -> datetime:
    """The date, the time or both of `digits`, the rest as it is now. Raises ValueError."""
    if "{w}" in form:
        digits, form = digits[:6] + digits[8:], form.replace("0{w}", "")
    if "%y" not in form:
        digits, form = now.strftime("%y%m%d") + digits, "%y%m%d" + form
    if "%H" not in form:
        digits, form = digits + now.strftime("%H%M%S"), form + "%H%M%S"
    return datetime.strptime(digits, form)
