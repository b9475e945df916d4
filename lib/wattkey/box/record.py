# record.py - what boot.py gets of a box: up to eight packed meters, and what goes on when they are kept
"""240 bytes survive a reset. Most significant byte first:

type 9   number of the pass 4   first slot 1   what goes on when it is kept 1   then each meter in 28 (packed.py)

This file needs no other one: the idle loop asks it after a reset whether a flow goes on (outbox.py).
"""

from micropython import const

SLOTS = const(64)  # of the file, one for each meter (readings.py)
A_SECTOR = const(16)  # of them in one erase sector, which is what boot.py writes
MOST = const(8)  # meters
METER = const(28)  # bytes of one
NOTHING, POLLING, SEARCHING = 0, 1, 2  # what goes on
_TYPE = const(9)
_HEAD = const(7)  # bytes before the meters
_THEN = const(6)  # the one that says what goes on


def join(pass_number: int, first: int, meters: "list[bytes]", then: int) -> bytes:
    """The record of packed meters for slots `first` and following; `pass_number` is 0 where they were found and not
    read yet, `then` what goes on."""
    return bytes([_TYPE]) + pass_number.to_bytes(4, "big") + bytes([first, then]) + b"".join(meters)


def split(record: bytes) -> "tuple[int, int, list[bytes]]":
    """(first slot, number of the pass, the packed meters of that slot and those behind it) of a record.

    Raises ValueError.
    """
    first, count = record[5], (len(record) - _HEAD) // METER
    if record[0] != _TYPE or not count or len(record) != _HEAD + count * METER or not 0 < first <= SLOTS + 1 - count:
        raise ValueError("no packed readings")
    pass_number = int.from_bytes(record[1:5], "big")
    return first, pass_number, [record[at : at + METER] for at in range(_HEAD, len(record), METER)]


def goes_on(record: bytes) -> int:
    """What goes on when a record was kept; b"" is none."""
    return record[_THEN] if record else NOTHING


def resumed(record: bytes) -> str:
    """The flow that goes on when a record was kept, "" for none."""
    return "collect" if goes_on(record) else ""
