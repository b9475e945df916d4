# services698.py - what a meter does for a question of DL/T 698.45: the APDU of the answer
"""GET of one, of several, of blocks that did not fit; SET and ACTION are refused; CONNECT, RELEASE; SECURITY with plain
text and a random. A strict meter shows in plain text only what every meter does (energy, money left, clock, numbers)
and the rest behind SECURITY alone. The MAC in its answers is made up: only a chip could make a right one."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from wattkey.dlt698 import get
from wattkey_host.reader.dlt645.identifier import DLT698
from wattkey_host.reader.dlt698.axdr import Cursor, octets

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

REFUSED, UNDEFINED, RANGE, NO_BLOCKS, NOT_AUTHORISED = 3, 4, 8, 11, 15
ESAM_FAILED, DECRYPTION = 22, 28
_NOT_UNDERSTOOD, _NOT_SUPPORTED = 1, 2
_GET, _SECURED = bytes([get.GET]), get.SECURITY | get.REPLY
_TAIL = b"\0\0"  # no report follows, no time tag
_MAC = b"\x4b\x57\x00\x00"
_PLAIN = ("00", "202C", "4000", "4001", "4002", "4111", "F0", "F1", "F2")  # objects in plain text, wherever
_INFRARED = ("00", "202C", "202D", "4000", "4001", "4002", "4111")
_VERSION = b"WATTKEY 261129WATT261129".ljust(32)
_TERMS = 37  # bytes of CONNECT: version, what the client can do, sizes, time: all is agreed to

Answer = Callable[[Cursor], tuple[int, bytes]]  # the kind of the answer, and what stands behind its number


class Services:
    """Answers APDUs. `room`: bytes of results in one answer; `strict`: as the file's head says."""

    def __init__(self, meter: "Meter", room: int, strict: bool, infrared: bool = False) -> None:
        self._meter = meter
        self._room = room
        self._plain = _INFRARED if infrared else _PLAIN if strict else ("",)
        self._hidden = REFUSED if infrared else NOT_AUTHORISED
        self._secure = False  # whether what is asked came in SECURITY
        self._blocks: list[bytes] = []  # of an answer that did not fit; the first is number 0
        self._table: dict[bytes, Answer] = {
            _GET + bytes([get.NORMAL]): self._get, _GET + bytes([get.LIST]): self._get_list,
            _GET + bytes([get.RECORD]): self._get_record, _GET + bytes([get.NEXT]): self._next,
            b"\x06\x01": self._set, b"\x07\x01": self._act,
        }  # fmt: skip

    def answer(self, apdu: bytes) -> bytes:
        """The APDU of the answer; an ERROR for what is not understood."""
        self._meter.catch_up()
        number = apdu[2:3] if apdu[:1] in (_GET, b"\x06", b"\x07") else apdu[1:2]
        try:
            if apdu[:1] == bytes([get.SECURITY]):
                return self._security(Cursor(apdu[1:]))
            return self._plainly(apdu)
        except (ValueError, IndexError):
            return b"\xee" + (number or b"\0") + bytes([_NOT_UNDERSTOOD]) + _TAIL

    def _plainly(self, apdu: bytes) -> bytes:
        """The answer to a question in plain text. Raises ValueError for what is not understood."""
        service, number = apdu[:1], apdu[1:2]
        if service == b"\x02" and number:
            return self._connected(number, Cursor(apdu[2:]))
        if service == b"\x03" and number:
            return b"\x83" + number + b"\0" + _TAIL
        work = self._table.get(apdu[:2])
        if work is None:
            return b"\xee" + apdu[2:3] + bytes([_NOT_SUPPORTED]) + _TAIL
        cursor = Cursor(apdu[2:])
        number = cursor.take(1)
        kind, body = work(cursor)
        return bytes([apdu[0] | get.REPLY, kind]) + number + body + _TAIL

    def _connected(self, number: bytes, cursor: Cursor) -> bytes:
        """Who made it, the terms as they were asked for, allowed, nothing to prove."""
        return b"\x82" + number + _VERSION + cursor.take(_TERMS) + b"\0\0" + _TAIL

    def _security(self, cursor: Cursor) -> bytes:
        """An APDU in SECURITY: in plain text with a random it is carried out; no MAC of a client can be right here."""
        if cursor.byte() != 0:
            return bytes([_SECURED, 2, DECRYPTION, 0])
        inner = cursor.octets()
        if cursor.byte() != 1:
            return bytes([_SECURED, 2, ESAM_FAILED, 0])
        cursor.octets()
        self._secure = True
        try:
            whole = self.answer(inner)
        finally:
            self._secure = False
        return bytes([_SECURED, 0]) + octets(whole) + b"\1\0" + octets(_MAC)

    def _result(self, oad: bytes) -> bytes:
        """What stands behind the OAD of an answer: 01 and data, or 00 and DAR."""
        code = oad.hex().upper()
        if not self._secure and not code.startswith(self._plain):
            return bytes([0, self._hidden])
        data = self._meter.store.get(DLT698, code)
        if data is not None:
            return b"\1" + data
        whole = code[6:] != "00" and self._meter.store.get(DLT698, code[:6] + "00") is not None
        return bytes([0, RANGE if whole else UNDEFINED])

    def _get(self, cursor: Cursor) -> tuple[int, bytes]:
        oad = cursor.take(4)
        return get.NORMAL, oad + self._result(oad)

    def _get_list(self, cursor: Cursor) -> tuple[int, bytes]:
        oads = [cursor.take(4) for _ in range(cursor.length())]
        self._blocks = list(_blocks([oad + self._result(oad) for oad in oads], self._room))
        return (get.LIST, self._blocks[0]) if len(self._blocks) == 1 else (get.NEXT, self._block(0))

    def _block(self, number: int) -> bytes:
        last = number == len(self._blocks) - 1
        return bytes([last]) + number.to_bytes(2, "big") + b"\1" + self._blocks[number]

    def _next(self, cursor: Cursor) -> tuple[int, bytes]:
        number = int.from_bytes(cursor.take(2), "big") + 1  # the client names the last that it has
        if number >= len(self._blocks):
            return get.NEXT, b"\1" + cursor.data[1:3] + bytes([0, NO_BLOCKS])
        return get.NEXT, self._block(number)

    def _get_record(self, cursor: Cursor) -> tuple[int, bytes]:
        oad = cursor.take(4)
        cursor.rsd()
        start = cursor.at
        cursor.rcsd()
        return get.RECORD, oad + cursor.data[start : cursor.at] + bytes([0, UNDEFINED])

    def _set(self, cursor: Cursor) -> tuple[int, bytes]:
        oad = cursor.take(4)
        cursor.datum()
        return 1, oad + bytes([REFUSED])

    def _act(self, cursor: Cursor) -> tuple[int, bytes]:
        omd = cursor.take(4)
        cursor.datum()
        return 1, omd + bytes([REFUSED, 0])


def _blocks(results: list[bytes], room: int) -> Iterator[bytes]:
    """Whole results, as many in each block as have room; a count in front of them."""
    block: list[bytes] = []
    for result in results:
        if block and sum(map(len, block)) + len(result) > room:
            yield bytes([len(block)]) + b"".join(block)
            block = []
        block.append(result)
    yield bytes([len(block)]) + b"".join(block)
