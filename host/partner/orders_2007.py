# orders_2007.py - what a meter does for each control code of DL/T 645-2007
"""Each order gets (meter, DATA, address as asked) and returns DATA of the answer, None for none, or raises Refusal.
Passwords: PA is the level, a lower one may more; 02 clears and controls, 04 sets parameters (State Grid)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wattkey.dlt645.values import ANYONE, BROADCAST
from wattkey_host.partner.profile import load_records
from wattkey_host.partner.rights import (
    NO_DATA,
    OTHER,
    PASSWORD,
    SPEED,
    broadcast_time,
    change_password,
    clear_demand,
    need,
    permit,
    speed,
    write,
)
from wattkey_host.sim.meter.access import taken
from wattkey_host.sim.meter.control import control
from wattkey_host.sim.meter.security import security
from wattkey_host.sim.meter.wire import is_bcd

if TYPE_CHECKING:
    from wattkey_host.partner.meter import PartnerMeter

Order = Callable[["PartnerMeter", bytes, bytes], bytes | None]
SET_LEVEL, CLEAR_LEVEL = 4, 2
FREEZE_DATE = 4  # mm hh DD MM
OUTPUTS = (0x00, 0x01, 0x02)  # second pulse, demand period, tariff slot


def read(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=11: one value, or load records by number, or by number and time."""
    need(len(data) in (4, 5, 10), OTHER)
    code = data[:4][::-1].hex().upper()
    if code.startswith("06") and code[4:6] == "00":
        return data[:4] + load_records(meter, code, data[4:])
    need(len(data) == 4, OTHER)
    value = meter.store.get(meter, "2007", code)
    need(value is not None, NO_DATA)
    return data + (value or b"")


def nothing_follows(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=12 out of turn; what does follow the slave hands out itself."""
    need(False, NO_DATA)
    return None


def read_address(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=13."""
    return None if data else meter.slave_address[::-1]


def write_value(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=14: identifier, password, operator, value."""
    if not taken(to, 0x14):
        return None
    need(len(data) > 12, OTHER)
    permit(meter, data[4:8], SET_LEVEL)
    write(meter, "2007", data[:4][::-1].hex().upper(), data[12:])
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
    return speed(meter, data, SPEED) if taken(to, 0x17) else None


def set_password(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=18: identifier of the password, the old one, the new one."""
    if not taken(to, 0x18):
        return None
    need(len(data) == 12, OTHER)
    need(data[:4][::-1].hex().upper() == f"04000C{data[8] + 1:02X}", NO_DATA)
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


def set_time(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=08: never answered."""
    if len(data) == 6:
        broadcast_time(meter, data)
    return None


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
