# rights.py - error bytes of both editions, and what a question must be to be obeyed
"""DL/T 645-2007: bit 0 other, 1 no such data, 2 password, 3 speed, 4 seasons, 5 slots, 6 tariffs; 1997 without 3."""

from collections.abc import Mapping

from wattkey.dlt645 import codes
from wattkey.dlt645.slave import ErrorAnswer

NO_DATA, PASSWORD = codes.NO_SUCH_DATA[0], codes.NOT_AUTHORISED[0]
OTHER, SPEED = 1 << 0, 1 << 3  # nothing on the device names them
SET_LEVEL, CLEAR_LEVEL = 4, 2  # of passwords: 04 sets parameters, 02 clears and controls (State Grid)

Passwords = dict[int, bytes]  # level -> three bytes as written


def need(right: object, reason: int) -> None:
    """Raises ErrorAnswer with this error byte unless `right`."""
    if not right:
        raise ErrorAnswer(bytes([reason]))


def knows(passwords: Mapping[int, bytes], password: bytes) -> bool:
    """Whether `password` (its level, then three bytes, as on the wire) is one of them."""
    known = passwords.get(password[0])
    return known is not None and password[:0:-1] == known


def permit(passwords: Mapping[int, bytes], password: bytes, level: int) -> None:
    """`password` as on the wire must be known; a lower level is a higher right. Raises ErrorAnswer."""
    need(len(password) == 4, OTHER)
    need(password[0] <= level and knows(passwords, password), PASSWORD)
