# orders.py - what a meter does for orders that both editions know
"""An order gets (meter, DATA, address as asked) and returns DATA of the answer, None for none, or raises Refusal."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from wattkey.dlt645.slave import Refusal
from wattkey_host.meter.prepaid.wire import is_bcd
from wattkey_host.meter.rights import NO_DATA, OTHER, PASSWORD, need, permit
from wattkey_host.meter.store import identifier

if TYPE_CHECKING:
    from wattkey_host.meter.partner import PartnerMeter

Order = Callable[["PartnerMeter", bytes, bytes], bytes | None]
SPEEDS = {0x02: 600, 0x04: 1200, 0x08: 2400, 0x10: 4800, 0x20: 9600, 0x40: 19200}  # baud


def code_of(identifier: bytes) -> str:
    """A data identifier as it is printed."""
    return identifier[::-1].hex().upper()


def nothing_follows(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """A question for following data, out of turn; what does follow the slave hands out itself."""
    need(False, NO_DATA)
    return None


def change_password(meter: "PartnerMeter", old: bytes, new: bytes) -> bytes:
    """Old and new password as on the wire, each with its level in front; answers the new one. Raises Refusal."""
    permit(meter, old, 9)
    need(new[0] <= 9 and old[0] <= new[0], PASSWORD)
    need(is_bcd(new[1:]), OTHER)
    meter.passwords[new[0]] = new[:0:-1]
    return new


def write(meter: "PartnerMeter", standard: str, code: str, value: bytes) -> None:
    """Set a parameter, clock and address included. Raises Refusal."""
    need(meter.store.get(meter, standard, code) is not None, NO_DATA)
    need(meter.store.writable(standard, code), OTHER)
    try:
        identifier(standard, code).values(value)
    except ValueError as wrong:
        raise Refusal(bytes([OTHER])) from wrong
    if code in CLOCK:
        need(_set_clock(meter, CLOCK[code], value[::-1].hex()), OTHER)
    elif code == "04000401":
        meter.move(value[::-1])
    else:
        meter.store.put(standard, code, value)


CLOCK = {
    "04000101": "%y%m%d0{w}",
    "04000102": "%H%M%S",
    "0400010C": "%y%m%d0{w}%H%M%S",
    "C010": "%y%m%d0{w}",
    "C011": "%H%M%S",
}


def _set_clock(meter: "PartnerMeter", form: str, digits: str) -> bool:
    """False if the digits are no date or time."""
    now = meter.now()
    if "{w}" in form:
        digits, form = digits[:6] + digits[8:], form.replace("0{w}", "")
    if "%y" not in form:
        digits, form = now.strftime("%y%m%d") + digits, "%y%m%d" + form
    if "%H" not in form:
        digits, form = digits + now.strftime("%H%M%S"), form + "%H%M%S"
    try:
        meter.set_clock(datetime.strptime(digits, form))
    except ValueError:
        return False
    return True


def set_time(meter: "PartnerMeter", data: bytes, to: bytes) -> None:
    """C=08, ss mm hh DD MM YY: obeyed if the clock is off by no more than five minutes; answered with nothing. Raises
    Refusal."""
    if len(data) != 6:
        return
    try:
        when = datetime.strptime(data[::-1].hex(), "%y%m%d%H%M%S")
    except ValueError as wrong:
        raise Refusal(bytes([OTHER])) from wrong
    off = abs((when - meter.now()).total_seconds())
    meter.tell(f"  the clock is off by {off:.0f} s" + ("" if off <= 300 else ", more than a broadcast may mend"))
    if off <= 300:
        meter.set_clock(when)


def clear_demand(meter: "PartnerMeter") -> None:
    """Maximum demands and their times of both editions go to zero."""
    for standard, code in (("1997", "A01"), ("1997", "B01"), ("2007", "010100"), ("2007", "010200")):
        for rate in range(5):
            if standard == "1997":
                meter.store.put(standard, f"{code}{rate}", bytes(3 if code[0] == "A" else 4))
            else:
                meter.store.put(standard, f"{code[:4]}{rate:02X}00", bytes(8))


def change_speed(meter: "PartnerMeter", data: bytes, refusal: int) -> bytes:
    """C=17 or 0C: agree upon another speed; it is in force when the answer has gone out. Raises Refusal."""
    need(len(data) == 1 and data[0] in SPEEDS, refusal)
    meter.speed_code = data[0]
    return data
