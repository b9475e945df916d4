# gathering.py - an APDU of DL/T 698.45 that came in link fragments, put together as they go by
"""What is said again is passed over; where a piece is missing, none of the APDU is told."""

from wattkey.dlt698.link import Frame698
from wattkey_host.reader.dlt645.explained import Explained
from wattkey_host.reader.dlt698.frames698 import FIRST, FROM_SERVER, HEARD, LAST, Fragment
from wattkey_host.reader.dlt698.words698 import explain_apdu

_AT_ONCE = 256  # that are open; the oldest is given up for one more
_LONGEST = 1 << 16  # bytes of an APDU


class Fragments:
    """Gathers them, each meter, client and direction for itself."""

    def __init__(self) -> None:
        self._open: dict[tuple[bytes, int, int], tuple[int, bytes]] = {}  # number that is wanted, what has come

    def take(self, frame: Frame698) -> Explained | None:
        """The whole APDU in words, if this frame is the last piece of one; else None."""
        fragment = Fragment.of(frame)
        if fragment is None or fragment.kind == HEARD:
            return None
        kind, number, piece = fragment
        key = (frame.address, frame.client, frame.control & FROM_SERVER)
        wanted, whole = (number, b"") if kind == FIRST else self._open.get(key, (-1, b""))
        if number != wanted or len(whole) > _LONGEST:
            return None  # said again, or one is missing
        self._open.pop(key, None)
        whole += piece
        if kind == LAST:
            return explain_apdu(whole)
        self._open[key] = (wanted + 1, whole)
        if len(self._open) > _AT_ONCE:
            del self._open[next(iter(self._open))]
        return None
