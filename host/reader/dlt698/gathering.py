# gathering.py - an APDU of DL/T 698.45 that came in link fragments, put together as they go by
"""A fragment has two bytes in front of its piece, low byte first: bits 15 and 14 its kind (0 first, 1 last, 2 heard,
3 between), the others its number, from 0."""

from wattkey.dlt698.link import FRAGMENT, FROM_SERVER, Frame698
from wattkey_host.reader.dlt645.explained import Explained
from wattkey_host.reader.dlt698.words698 import explain_apdu

_FIRST, _LAST, _HEARD = 0, 1, 2
_AT_ONCE = 256  # that are open; the oldest is given up for one more
_LONGEST = 1 << 16  # bytes of an APDU


class Fragments:
    """Gathers them, each meter, client and direction for itself."""

    def __init__(self) -> None:
        self._open: dict[tuple[bytes, int, int], tuple[int, bytes]] = {}  # number that is wanted, what has come

    def take(self, frame: Frame698) -> Explained | None:
        """The whole APDU in words, if this frame is the last piece of one; else None."""
        if not frame.control & FRAGMENT or len(frame.data) < 2:
            return None
        head = int.from_bytes(frame.data[:2], "little")
        kind, number = head >> 14, head & 0x0FFF
        key = (frame.address, frame.client, frame.control & FROM_SERVER)
        if kind == _HEARD:
            return None
        wanted, whole = (number, b"") if kind == _FIRST else self._open.get(key, (-1, b""))
        if number != wanted or len(whole) > _LONGEST:
            return None  # said again, or one is missing
        self._open.pop(key, None)
        whole += frame.data[2:]
        if kind == _LAST:
            return explain_apdu(whole)
        self._open[key] = (wanted + 1, whole)
        if len(self._open) > _AT_ONCE:
            del self._open[next(iter(self._open))]
        return None
