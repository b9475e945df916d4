# orders_1997.py - what a meter does for each control code of DL/T 645-1997
"""Orders as in orders.py. A password is four bytes, the first of them its level."""

from typing import TYPE_CHECKING

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
from wattkey_host.meter.prepaid.wire import is_bcd
from wattkey_host.meter.rights import CLEAR_LEVEL, NO_DATA, OTHER, SET_LEVEL, need, permit

if TYPE_CHECKING:
    from wattkey_host.meter.partner import PartnerMeter


def read(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=01."""
    need(len(data) == 2, OTHER)
    value = meter.store.get(meter, "1997", code_of(data))
    need(value is not None, NO_DATA)
    return data + (value or b"")


def write_value(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=04: identifier, password, value; answered without data."""
    need(len(data) > 6, OTHER)
    permit(meter, data[2:6], SET_LEVEL)
    write(meter, "1997", code_of(data[:2]), data[6:])
    return b""


def freeze(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=05, a vendor's: everybody freezes now, nobody answers."""
    meter.freezer.order("99999999")
    return None


def write_address(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=0A: the new address."""
    need(len(data) == 6 and is_bcd(data), OTHER)
    meter.move(data[::-1])
    return b""


def set_password(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=0F: the old password, the new one."""
    need(len(data) == 8, OTHER)
    return change_password(meter, data[:4], data[4:])


def clear(meter: "PartnerMeter", data: bytes, to: bytes) -> bytes | None:
    """C=10: maximum demands to zero."""
    permit(meter, data, CLEAR_LEVEL)
    clear_demand(meter)
    return b""


ORDERS: dict[int, Order] = {
    0x01: read,
    0x02: nothing_follows,
    0x03: nothing_follows,
    0x04: write_value,
    0x05: freeze,
    0x08: set_time,
    0x0A: write_address,
    0x0C: lambda meter, data, to: change_speed(meter, data, OTHER),
    0x0F: set_password,
    0x10: clear,
}
