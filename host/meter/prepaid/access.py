# access.py - the commands of a prepaid meter, and what infrared may ask without authentication
"""Without infrared authentication a question outside the list is not answered at all, answered, or refused: that is the
personality's. The list is held against the first four bytes of DATA whatever the control code.
"""

from typing import TYPE_CHECKING

from wattkey.dlt645 import codes, ids
from wattkey.dlt645.slave import ErrorAnswer
from wattkey_host.meter.bcd import identifier
from wattkey_host.meter.commands import reading
from wattkey_host.meter.commands_1997 import is_of_1997
from wattkey_host.meter.commands_2007 import LAYOUT, read_address
from wattkey_host.meter.dlt645 import Command
from wattkey_host.meter.prepaid.control import PLAIN, control
from wattkey_host.meter.prepaid.personality import ANSWER, REFUSE
from wattkey_host.meter.prepaid.security import security
from wattkey_host.meter.rights import NO_DATA, PASSWORD, SPEED, need

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

ALWAYS = (codes.FIND, codes.OF_MAKER)
NEVER = (  # whoever has the password
    codes.WRITE, codes.FREEZE, codes.CHANGE_PASSWORD, codes.CLEAR_DEMAND, codes.CLEAR_METER, codes.CLEAR_EVENTS,
)  # fmt: skip

ENERGY = [group | rate << 8 for group in (0, 0x10000, 0x20000) for rate in (0, 1, 2, 3, 4, 0xFF)]
IDENTITY = [ids.ADDRESS, ids.METER_NUMBER, 0x04800004, ids.DATE, ids.TIME, ids.METER_TIME]
MONEY = [ids.REMAINING_ENERGY, ids.OVERDRAFT_ENERGY, ids.REMAINING_AMOUNT, ids.OVERDRAFT_AMOUNT]
LOGIN = [ids.IR_QUERY, ids.IR_ANSWER]
FREE = frozenset(ENERGY + IDENTITY + MONEY + LOGIN)
PLAINEST = FREE - {ids.REMAINING_ENERGY, ids.OVERDRAFT_ENERGY, ids.OVERDRAFT_AMOUNT}


def is_open(meter: "Meter", code: int, data: bytes, to: bytes) -> bool:
    """Gate: whether infrared gets any answer to this question. Raises ErrorAnswer, where a meter says no instead."""
    ways, di = meter.prepaid.ways, identifier(data)
    if code in ALWAYS or meter.prepaid.esam.infrared_open:
        return True
    if di in (FREE if ways.closed_balance else PLAINEST):
        return True
    if code == codes.READ:
        need(ways.closed_read != REFUSE and (di or 0) >> 8 not in ways.closed_refused, PASSWORD)
        return ways.closed_read == ANSWER
    if code == codes.SECURITY:
        return ways.closed_security == ANSWER
    return code == codes.RELAY and data[:1] != b"" and data[0] in PLAIN


def is_security(meter: "Meter", code: int, data: bytes, to: bytes) -> bool:
    """Gate: control code 03 belongs to both editions."""
    return code != codes.SECURITY or not is_of_1997(meter, code, data, to)


def refusing(reason: int) -> Command:
    """What is never done."""

    def refuse(meter: "Meter", data: bytes, to: bytes) -> bytes | None:
        raise ErrorAnswer(bytes([reason]))

    return refuse


COMMANDS: dict[int, Command] = {
    codes.SECURITY: lambda meter, data, to: security(meter.prepaid, data, to),
    codes.RELAY: lambda meter, data, to: control(meter.prepaid, meter.passwords, data),
}
# All that a local meter does at its eye; the rest of what the standard knows it refuses.
LOCAL: dict[int, Command] = {
    **COMMANDS,
    codes.READ: reading(LAYOUT, wrong=NO_DATA),
    codes.FIND: read_address,
    **dict.fromkeys((codes.MORE, codes.OF_MAKER), refusing(NO_DATA)),
    **dict.fromkeys(NEVER, refusing(PASSWORD)),
    codes.CHANGE_SPEED: refusing(SPEED),
}
