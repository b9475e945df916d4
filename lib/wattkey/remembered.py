# remembered.py - what a meter said last, said again as the meter would say it; and how old it is
"""The registers of a pass answer 901F and 9010 to 9014 of DL/T 645-1997, 0001FF00 and 0001xx00 of 2007.

How old they are tells an identifier of our own, asked under the meter's own address: 0F574B10, in 1997 F710
(docs/protocol.md).
"""

from wattkey.dlt645.registers import NAMED, read_1997, read_2007
from wattkey.dlt645.slave import Refusal
from wattkey.dlt645.values import flip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.box import Entry

OURS = b"KW\x0f"  # DI1 to DI3 of our own identifiers on the wire: 0F574Bxx
OURS_1997 = b"\xf7"  # DI1 in the 1997 edition: F7xx
NO_SUCH_DATA = b"\x02"  # error byte of both editions

NEVER = 0  # where an age comes from: the meter was never read
EXACT = 1  # it was read since the terminal began
AT_LEAST = 2  # it was read before that: at least so long ago

_READ = 0x11
_READ_1997 = 0x01
_WHOLE = {_READ_1997: (b"\x1f\x90", read_1997), _READ: (b"\x00\xff\x01\x00", read_2007)}
_ASKED = {1997: _READ_1997, 2007: _READ}
_MOST = 99_999_999


def own_number(control: int, data: bytes) -> int:
    """DI0 of an identifier of our own; -1 if the question is for none."""
    if control == _READ and len(data) == 4 and data[1:] == OURS:
        return data[0]
    if control == _READ_1997 and len(data) == 2 and data[1:] == OURS_1997:
        return data[0]
    return -1


def decimal(value: "int | None", length: int) -> bytes:
    """`value` as `length` BCD bytes, low byte first; FF for None. What is too large for them stays at their most."""
    if value is None:
        return b"\xff" * length
    return flip(bytes.fromhex(("%%0%dd" % (2 * length)) % min(value, 100**length - 1)))


def age(source: int, seconds: "int | None", turn: int) -> bytes:
    """DATA of an age: source 1, seconds 4 BCD (FF where there is none), number of the pass 4 BCD; low byte first."""
    return bytes([source]) + decimal(seconds, 4) + decimal(turn, 4)


def question(standard: int) -> "tuple[int, bytes]":
    """Control code and DATA that ask a meter of that edition for all its registers."""
    control = _ASKED[standard]
    return control, _WHOLE[control][0]


def learn(entry: "Entry", control: int, data: bytes) -> bool:
    """Take the registers out of a meter's answer to a question for the whole block; whether it was one."""
    name, read = _WHOLE.get(control, (b"", None))
    if read is None or data[: len(name)] != name:
        return False
    try:
        names, values = read(data[len(name) :])
    except ValueError:
        return False
    entry.names = names
    entry.values = tuple(values)
    return True


def answer(entry: "Entry", control: int, data: bytes) -> "bytes | None":
    """DATA of the answer to a question, from what was read last; None if that does not hold it.

    Raises Refusal for a register that the meter does not have.
    """
    if not entry.values:
        return None
    if control == _READ_1997 and len(data) == 2 and data[1] == 0x90 and data[0] >> 4 == 1:
        return data + _chosen(entry, data[0] & 15, 15, NAMED)
    if control == _READ and len(data) == 4 and data[:1] + data[2:] == b"\x00\x01\x00":
        return data + _chosen(entry, data[1], 255, entry.names)
    return None


def _chosen(entry: "Entry", number: int, block: int, order: "tuple[str, ...]") -> bytes:
    """One register by its place in `order`, or all of them."""
    if number == block:
        return b"".join([decimal(value, 4) for value in entry.values])
    if number >= len(order) or order[number] not in entry.names:
        raise Refusal(NO_SUCH_DATA)
    return decimal(entry.values[entry.names.index(order[number])], 4)
