# commands_1997.py - what a meter does for each control code of DL/T 645-1997
"""Commands as in commands.py. A password is four bytes, the first of them its level."""

from typing import TYPE_CHECKING

from wattkey.dlt645 import codes
from wattkey_host.meter.bcd import is_bcd
from wattkey_host.meter.commands import (
    DataLayout,
    change_password,
    change_speed,
    clear_demand,
    clearing,
    nothing_follows,
    reading,
    set_time,
    writing,
)
from wattkey_host.meter.dlt645 import Command
from wattkey_host.meter.rights import OTHER, need

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

LAYOUT = DataLayout("1997", 2, 6)


def freeze(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=05, a vendor's: everybody freezes now, nobody answers."""
    meter.freezer.order("99999999")
    return None


def write_address(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=0A: the new address."""
    need(len(data) == 6 and is_bcd(data), OTHER)
    meter.move(data[::-1])
    return b""


def set_password(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=0F: the old password, the new one."""
    need(len(data) == 8, OTHER)
    return change_password(meter, data[:4], data[4:])


def is_of_1997(meter: "Meter", control: int, data: bytes, to: bytes) -> bool:
    """Gate: control code 03 belongs to both editions."""
    return control != codes.REPEAT_1997 or len(data) == LAYOUT.name


COMMANDS: dict[int, Command] = {
    codes.READ_1997: reading(LAYOUT),
    codes.MORE_1997: nothing_follows,
    codes.REPEAT_1997: nothing_follows,
    codes.WRITE_1997: writing(LAYOUT),
    codes.FREEZE_1997: freeze,
    codes.SET_TIME: set_time,
    codes.WRITE_ADDRESS_1997: write_address,
    codes.CHANGE_SPEED_1997: change_speed(OTHER),
    codes.CHANGE_PASSWORD_1997: set_password,
    codes.CLEAR_DEMAND_1997: clearing(clear_demand, 4),
}
