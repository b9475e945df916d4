# following.py - an answer that came in several frames, put together
"""A1 and B1 say that more follows; what was asked for then comes in 82 (1997) or 92 with a sequence number (2007)."""

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.explain import standard_of

_FIRST = {"1997": codes.READ_1997, "2007": codes.READ}
_NEXT = {"1997": codes.MORE_1997, "2007": codes.MORE}
_AT_ONCE = 256  # answers in pieces that are open; the oldest is given up for one more
_LONGEST = 1 << 16  # bytes of an answer


class Following:
    """Gathers the parts of answers as frames go by, each meter and identifier for itself."""

    def __init__(self) -> None:
        self._parts: dict[tuple[bytes, str, bytes], bytes] = {}

    def take(self, frame: Frame) -> list[Value]:
        """The values of the whole answer, if this frame is the last of several; else nothing."""
        standard, function = standard_of(frame), frame.control & codes.FUNCTION
        if not frame.is_answer() or frame.is_error() or function not in (_FIRST[standard], _NEXT[standard]):
            return []
        found = catalogue.by_wire(standard, frame.data)
        size = len(found.wire)
        key = (frame.address, standard, frame.data[:size])
        part = frame.data[size:]
        if function == _NEXT[standard]:
            part = self._parts.get(key, b"") + (part[:-1] if standard == "2007" else part)
        if frame.control & codes.FOLLOWS:
            self._parts.pop(key, None)
            self._parts[key] = part[:_LONGEST]
            if len(self._parts) > _AT_ONCE:
                del self._parts[next(iter(self._parts))]
            return []
        if self._parts.pop(key, None) is None or function == _FIRST[standard]:
            return []
        try:
            return found.values(part)
        except ValueError:
            return []  # a part is missing, or lost
