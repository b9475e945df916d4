# orders_2007.py - what a meter does for each control code of DL/T 645-2007
"""Orders as in orders.py. Passwords: PA is the level, a lower one may more."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wattkey.dlt645.values import ANYONE, BROADCAST
from wattkey_host.meter.orders import (
    Order,
    change_password,
    change_speed,
    clear_demand,
    code_of,
    nothing_follows,
    set_time,
    write,
)
from wattkey_host.meter.prepaid.access import taken
from wattkey_host.meter.prepaid.control import control
from wattkey_host.meter.prepaid.security import security
from wattkey_host.meter.prepaid.wire import is_bcd
from wattkey_host.meter.profile import load_records
from wattkey_host.meter.rights import CLEAR_LEVEL, NO_DATA, OTHER, PASSWORD, SET_LEVEL, SPEED, need, permit

if TYPE_CHECKING:
    from wattkey_host.meter.partner import PartnerMeter

FREEZE_DATE = 4  # mm hh DD MM
OUTPUTS = (0x00, 0x01, 0x02)  # second pulse, demand period, tariff slot


def read(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=11: one value, or load records by number, or by number and time."""
    need(len(data) in (4, 5, 10), OTHER)
    code = code_of(data[:4])
    if code.startswith("06") and code[4:6] == "00":
        return data[:4] + load_records(meter, code, data[4:])
    need(len(data) == 4, OTHER)
    value = meter.store.get(meter, "2007", code)
    need(value is not None, NO_DATA)
    return data + (value or b"")


def read_address(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=13."""
    return None if data else meter.slave_address[::-1]


def write_value(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=14: identifier, password, operator, value."""
    if not taken(to, 0x14):
        return None
    need(len(data) > 12, OTHER)
    permit(meter, data[4:8], SET_LEVEL)
    write(meter, "2007", code_of(data[:4]), data[12:])
    return b""


def write_address(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=15: the new address; for whoever is alone on the line."""
    if len(data) != 6 or not is_bcd(data):
        return None
    answer_from = meter.slave_address
    meter.move(data[::-1])
    meter.tell(f"  the address was {answer_from.hex()}, it is {data[::-1].hex()}")
    return b""


def freeze(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=16: mm hh DD MM, 99 for any; all 99 is now."""
    if to != BROADCAST and not taken(to, 0x16):
        return None
    need(len(data) == FREEZE_DATE and is_bcd(data), OTHER)
    need(meter.freezer.order(data[::-1].hex()), OTHER)
    return b""


def set_speed(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=17."""
    return change_speed(meter, data, SPEED) if taken(to, 0x17) else None


def set_password(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=18: identifier of the password, the old one, the new one."""
    if not taken(to, 0x18):
        return None
    need(len(data) == 12, OTHER)
    need(code_of(data[:4]) == f"04000C{data[8] + 1:02X}", NO_DATA)
    return change_password(meter, data[4:8], data[8:])


def clear(what: Callable[["PartnerMeter"], None], length: int) -> Order:
    """C=19, 1A, 1B: password, operator, and for events an identifier."""

    def order(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
        if to == ANYONE:
            return None
        need(len(data) == length, OTHER)
        permit(meter, data[:4], CLEAR_LEVEL)
        what(meter)
        return b""

    return order


def _all(meter: "PartnerMeter") -> None:
    meter.registers.preset((0, 0, 0, 0))
    meter.freezer.forget()
    clear_demand(meter)


def output(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=1D: what the multifunction terminal puts out."""
    if not taken(to, 0x1D):
        return None
    need(len(data) == 1 and data[0] in OUTPUTS, OTHER)
    return data


def relay(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=1C, carried out by the prepaid meter inside."""
    if not taken(to, 0x1C):
        return None
    if len(data) > 1 and data[0] in (0x02, 0x04):
        need(data[3:0:-1] == meter.passwords.get(data[0]), PASSWORD)
        meter.password = meter.passwords[data[0]]
    return control(meter, data)


ORDERS: dict[int, Order] = {
    0x03: security,
    0x08: set_time,
    0x11: read,
    0x12: nothing_follows,
    0x13: read_address,
    0x14: write_value,
    0x15: write_address,
    0x16: freeze,
    0x17: set_speed,
    0x18: set_password,
    0x19: clear(clear_demand, 8),
    0x1A: clear(_all, 8),
    0x1B: clear(lambda meter: None, 12),
    0x1C: relay,
    0x1D: output,
}
