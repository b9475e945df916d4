"""The box of meters: its list, passes over them, a search for them, the gateway above them. The menu loads none of it.

What is left for boot.py is a record (packed.py). This is all that the idle loop asks of it after a reset.
"""

from micropython import const

THEN = const(6)  # byte of a record: what goes on when it is kept
NOTHING, POLLING, SEARCHING, ANSWERING = 0, 1, 2, 3


def resumed(record: bytes) -> str:
    """The flow that goes on when `record` was kept, "" for none."""
    return ("", "collect", "collect", "uplink")[record[THEN]] if record else ""
