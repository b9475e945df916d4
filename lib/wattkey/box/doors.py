# doors.py - which questions of an uplink may pass, and the identifiers that are our own
"""Reads may, in the meter's own edition. Nothing else gets through: whoever reaches the power line reaches this door,
and no stranger shall trip a relay or touch money. Our own identifiers: docs/protocol.md."""

from wattkey.dlt645 import codes
from wattkey.dlt645.slave import ErrorAnswer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.box.downlink import Downlink
    from wattkey.box.held import Held
    from wattkey.box.timing import Timing

READS = {
    codes.READ_1997: 1997,
    codes.MORE_1997: 1997,
    codes.REPEAT_1997: 1997,
    codes.READ: 2007,
    codes.MORE: 2007,
    codes.FIND: 2007,
}


def permit(control: int, data: bytes, standard: int) -> None:
    """Raises ErrorAnswer for what is no read, and for a read in another edition than the meter's (0: not known)."""
    if control == codes.SECURITY and len(data) > 2:
        raise ErrorAnswer(codes.SERR_EXPIRED.to_bytes(2, "little"))  # nobody here has proved who he is
    if control not in READS:
        raise ErrorAnswer(codes.NOT_AUTHORISED)
    if standard not in (0, READS[control]):
        raise ErrorAnswer(codes.NO_SUCH_DATA)


def own_number(control: int, data: bytes) -> int:
    """DI0 of an identifier of our own; -1 if the question is for none."""
    if control == codes.READ and len(data) == 4 and data[1:] == codes.OURS:
        return data[0]
    if control == codes.READ_1997 and len(data) == 2 and data[1:] == codes.OURS_1997:
        return data[0]
    return -1


def timing(held: "Held", downlink: "Downlink") -> "Timing":
    """What says which broadcast time may pass; loaded with the first one."""
    from wattkey.box.timing import Timing

    return Timing(held, downlink)
