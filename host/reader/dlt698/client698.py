# client698.py - asks a meter of DL/T 698.45 for a value, however it wants to be asked
"""What a meter does not show in plain text (DAR 15 or 20) is asked for once more in SECURITY, in plain text with a
random: no key is needed for that, and the MAC of the answer stays unchecked. An element that it does not give alone is
taken out of the whole; an answer in blocks or fragments is put together."""

import secrets
from typing import Any

from wattkey.dlt645.asker import NoAnswer
from wattkey.dlt698 import asker, get
from wattkey.dlt698.get import Denied
from wattkey.dlt698.link import ASK, WILDCARD, Frame698, encode
from wattkey_host.reader.dlt698 import dar
from wattkey_host.reader.dlt698.axdr import ARRAY, STRUCTURE, Cursor, Datum, length, octets
from wattkey_host.reader.dlt698.frames698 import FIRST, FRAGMENT, HEARD, LAST, Fragment

_HIDDEN = (15, 20)  # DAR of what is shown in SECURITY only; 20: says that security does not fit
_NOT_ALONE = (4, 6, 7, 8)  # DAR of an element that is not given alone
_IN_PLAIN = 0  # of SECURITY: its APDU is in plain text
_SECURED, _BLOCK = get.SECURITY | get.REPLY, bytes([get.GET | get.REPLY, get.NEXT])
_RANDOM = 16
_TRIES = 2
_MOST_BLOCKS = 1000


class Sealed(Denied):
    """The meter refuses SECURITY itself (90 02)."""


class Client(asker.Asker):
    """Asks meters of 645 as its base does, and reads values of 698.45."""

    async def read(self, address: bytes, oad: int) -> bytes:
        """The data of an object attribute, its type in front. Asked twice if need be.

        Raises NoAnswer, Denied (Sealed), ValueError for what cannot be read.
        """
        try:
            return _answered(await self._whole(address, oad)).raw
        except Sealed:
            raise
        except Denied as denied:
            if not oad & 0xFF or denied.reason not in _NOT_ALONE:
                raise
            return _element(await self._whole(address, oad & ~0xFF), oad & 0xFF, denied)

    async def _whole(self, address: bytes, oad: int) -> bytes:
        """What stands behind the 01 of the answer, however it comes."""
        self._number = self._number + 1 & 0x3F
        question = get.question(oad, self._number)
        flags = WILDCARD if "a" in address.hex() else 0
        try:
            return await self._twice(address, question, lambda apdu: _plain(question, apdu), flags)
        except Denied as denied:
            if denied.reason not in _HIDDEN:
                raise
        sealed = bytes([get.SECURITY, _IN_PLAIN]) + octets(question) + b"\1" + octets(secrets.token_bytes(_RANDOM))
        return await self._twice(address, sealed, lambda apdu: _opened(question, apdu), flags)

    async def _next(self, start: int, wait: int) -> Any:
        """A frame; one that comes in fragments once it is whole, each of them acknowledged."""
        whole, wanted = b"", 0
        while True:
            frame = await super()._next(start, wait)
            fragment = Fragment.of(frame) if isinstance(frame, Frame698) else None
            if fragment is None:
                return frame
            kind, number, piece = fragment
            if kind == FIRST:
                whole, wanted = b"", number
            if kind == HEARD or number > wanted:
                continue
            if number == wanted:
                whole, wanted = whole + piece, wanted + 1
            heard = Fragment(HEARD, number).packed()
            await self._link.send(
                encode(Frame698(frame.address, ASK | FRAGMENT, heard, frame.client), self._link.preamble)
            )
            start = self._clock.ticks_ms()
            if kind == LAST:
                return Frame698(frame.address, frame.control & ~FRAGMENT, whole, frame.client)

    async def _twice(self, address: bytes, apdu: bytes, fits: Any, flags: int) -> bytes:
        """What the answer says; with the blocks that follow it."""
        for turn in range(_TRIES):
            try:
                made = await self.say(address, apdu, fits, flags)
                break
            except NoAnswer:
                if turn == _TRIES - 1:
                    raise
        return made if isinstance(made, bytes) else await self._blocks(address, made, flags)

    async def _blocks(self, address: bytes, first: "Block", flags: int) -> bytes:
        """The parts of an array that came in several blocks, as one array."""
        block, parts = first, list(first.parts)
        for _ in range(_MOST_BLOCKS):
            if block.last:
                whole = bytes([ARRAY]) + length(len(parts)) + b"".join(parts) if first.array else parts[0]
                return whole + block.tail
            following = bytes([get.GET, get.NEXT, block.number]) + block.block.to_bytes(2, "big") + b"\0"
            wanted = block.block + 1
            block = await self._next_block(address, following, wanted, flags)
            parts += block.parts
        raise ValueError(f"more than {_MOST_BLOCKS} blocks")

    async def _next_block(self, address: bytes, question: bytes, wanted: int, flags: int) -> "Block":
        def fits(apdu: bytes) -> Block | None:
            block = Block.of(apdu) if apdu[:2] == _BLOCK and not (apdu[2] ^ question[2]) & 0x3F else None
            return block if block and block.block == wanted else None

        return await self.say(address, question, fits, flags)


class Block:
    """One block of an answer: its number, whether it is the last, the parts of the one array or the value in it, and
    what stands behind them."""

    def __init__(self, number: int, block: int, last: bool, array: bool, parts: list[bytes], tail: bytes) -> None:
        self.number, self.block, self.last, self.array, self.parts, self.tail = number, block, last, array, parts, tail

    @classmethod
    def of(cls, apdu: bytes) -> "Block":
        """Out of a GET-Response-Next. Raises Denied, ValueError."""
        cursor = Cursor(apdu[2:])
        number, last, block = cursor.byte() & 0x3F, bool(cursor.byte()), int.from_bytes(cursor.take(2), "big")
        if cursor.byte() != 1:
            raise Denied(cursor.byte())
        parts, array = [], False
        for _ in range(cursor.length()):
            cursor.take(4)
            if cursor.byte() != 1:
                raise Denied(cursor.byte())
            datum = cursor.datum()
            array = array or datum.kind == ARRAY
            parts += [part.raw for part in datum.parts] if datum.kind == ARRAY else [datum.raw]
        return cls(number, block, last, array, parts, cursor.take(cursor.left))


def _plain(question: bytes, apdu: bytes) -> bytes | Block | None:
    if apdu[:2] == _BLOCK and len(apdu) > 8 and not (apdu[2] ^ question[2]) & 0x3F:
        return Block.of(apdu)
    return get.answer(question, apdu)


def _opened(question: bytes, apdu: bytes) -> bytes | Block | None:
    """The answer inside SECURITY. Raises Sealed where there is none."""
    if apdu[:2] == bytes([_SECURED, 2]) and len(apdu) > 2:
        raise Sealed(apdu[2])
    if apdu[:2] != bytes([_SECURED, _IN_PLAIN]):
        return None
    return _plain(question, Cursor(apdu[2:]).octets())


def _answered(data: bytes) -> Datum:
    """The data of an answer that is whole. Raises ValueError."""
    cursor = Cursor(data)
    datum = cursor.datum()
    get.check_tail(data, cursor.at)
    return datum


def _element(data: bytes, index: int, denied: Denied) -> bytes:
    datum = _answered(data)
    if datum.kind not in (ARRAY, STRUCTURE) or index > len(datum.parts):
        raise denied
    return datum.parts[index - 1].raw


def said(denied: Denied) -> str:
    """A refusal in words."""
    if isinstance(denied, Sealed):
        return f"refused in SECURITY (90 02): {dar.words(denied.reason)}; it wants to know first who asks"
    return f"refused: {dar.words(denied.reason)}"
