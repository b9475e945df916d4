# commands_2007.py - what a meter does for each control code of DL/T 645-2007, but for those of the prepaid part
"""Commands as in commands.py. Passwords: PA is the level, a lower one may more."""

from typing import TYPE_CHECKING

from wattkey.dlt645 import codes
from wattkey.dlt645.values import ANYONE
from wattkey_host.meter.bcd import is_bcd
from wattkey_host.meter.commands import (
    DataLayout,
    change_password,
    change_speed,
    clear_demand,
    clearing,
    code_of,
    nothing_follows,
    reading,
    set_time,
    writing,
)
from wattkey_host.meter.dlt645 import Command
from wattkey_host.meter.load_records import load_records
from wattkey_host.meter.rights import NO_DATA, OTHER, SPEED, need

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

LAYOUT = DataLayout("2007", 4, 12)
FREEZE_DATE = 4  # mm hh DD MM
OUTPUTS = (0x00, 0x01, 0x02)  # second pulse, demand period, tariff slot
# control codes that are not answered under the all-AA address
NOT_FOR_ANYONE = (
    codes.WRITE, codes.FREEZE, codes.CHANGE_SPEED, codes.CHANGE_PASSWORD, codes.CLEAR_DEMAND, codes.CLEAR_METER,
    codes.CLEAR_EVENTS, codes.RELAY, codes.OUTPUT,
)  # fmt: skip

_one_value = reading(LAYOUT)


def read(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=11: one value, or load records by number, or by number and time."""
    need(len(data) in (4, 5, 10), OTHER)
    code = code_of(data[:4])
    if code.startswith("06") and code[4:6] == "00":
        return data[:4] + load_records(meter, code, data[4:])
    return _one_value(meter, data, to)


def read_address(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=13."""
    return None if data else meter.address[::-1]


def write_address(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=15: the new address; for whoever is alone on the line."""
    if len(data) != 6 or not is_bcd(data):
        return None
    old = meter.address
    meter.move(data[::-1])
    meter.teller.say(f"  the address was {old.hex()}, it is {meter.address.hex()}")
    return b""


def freeze(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=16: mm hh DD MM, 99 for any; all 99 is now."""
    need(len(data) == FREEZE_DATE and is_bcd(data), OTHER)
    need(meter.freezer.order(data[::-1].hex()), OTHER)
    return b""


def set_password(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=18: identifier of the password, the old one, the new one."""
    need(len(data) == 12, OTHER)
    need(code_of(data[:4]) == f"04000C{data[8] + 1:02X}", NO_DATA)
    return change_password(meter, data[4:8], data[8:])


def clear_meter(meter: "Meter") -> None:
    """Energies, freezes, demands."""
    meter.registers.preset((0, 0, 0, 0))
    meter.freezer.forget()
    clear_demand(meter)


def output(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
    """C=1D: what the multifunction terminal puts out."""
    need(len(data) == 1 and data[0] in OUTPUTS, OTHER)
    return data


def is_for_one(meter: "Meter", control: int, data: bytes, to: bytes) -> bool:
    """Gate: what changes something is not done for whoever is there."""
    return to != ANYONE or control not in NOT_FOR_ANYONE


COMMANDS: dict[int, Command] = {
    codes.SET_TIME: set_time,
    codes.READ: read,
    codes.MORE: nothing_follows,
    codes.FIND: read_address,
    codes.WRITE: writing(LAYOUT),
    codes.WRITE_ADDRESS: write_address,
    codes.FREEZE: freeze,
    codes.CHANGE_SPEED: change_speed(SPEED),
    codes.CHANGE_PASSWORD: set_password,
    codes.CLEAR_DEMAND: clearing(clear_demand, 8),
    codes.CLEAR_METER: clearing(clear_meter, 8),
    codes.CLEAR_EVENTS: clearing(lambda meter: None, 12),
    codes.OUTPUT: output,
}
