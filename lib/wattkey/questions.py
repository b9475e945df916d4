# questions.py - what the seller's terminal asks, and the chip's answer to each (docs/protocol.md)
"""The chip opens the session and makes every MAC; this file only takes the fields apart, and pieces.py puts documents
together. Outside a session only "who are you" is answered.
"""

from micropython import const

from wattkey.dlt645 import codes
from wattkey.dlt645.values import fields, flip
from wattkey.info import Info
from wattkey.pieces import Pieces
from wattkey.wallet import Wallet

VERSION = const(2)
_MAC = const(4)
_HEAD = const(8)  # identifier and operator code, in front of the fields
_LENGTHS = {codes.PROVE: (8, 8), codes.REPORT: (2, 2, _MAC), codes.END: (_MAC,)}


class No(Exception):
    """The question is refused; `reason` is the error word (SERR) of the answer."""

    def __init__(self, reason: int) -> None:
        super().__init__(reason)
        self.reason = reason


class Questions:
    """One seller's session with the chip."""

    def __init__(self, wallet: Wallet, facts: dict) -> None:
        self._wallet = wallet
        self.pieces = Pieces(wallet, facts)
        self.address = bytes(6)
        self.known = False  # a session runs
        self.over = False  # the seller has ended it

    async def answer(self, data: bytes) -> bytes:
        """What follows the identifier in our answer; all fields low byte first. Raises No, ValueError."""
        number = data[0]
        if number == codes.HELLO:
            return await self._hello(*fields(data[_HEAD:]))
        lengths = (2, 2, 4, max(0, len(data) - 20), _MAC) if number == codes.PIECE else _LENGTHS.get(number, ())
        parts = fields(data[_HEAD:], *lengths)
        if number == codes.PROVE:
            return await self._prove(*parts)
        if not lengths or not self.known:
            raise No(codes.SERR_EXPIRED)
        if await self._chip("heard", bytes([number]) + b"".join(parts)) is None:
            self.known = False
            raise No(codes.SERR_EXPIRED)
        if number == codes.REPORT:
            return await self._report(*parts[:-1])
        self.over = number == codes.END
        answer = await self.pieces.put(*parts[:-1]) if number == codes.PIECE else []
        sealed = await self._chip("sealed", bytes([number]) + b"".join(answer))
        return b"".join([flip(part) for part in answer + (sealed or [])])

    async def name(self) -> Info:
        """Learn our address: the last 12 digits of the card's number, of a blank chip those of its serial."""
        info = await self._wallet.info()
        self.address = (info.card if info.issued else info.serial)[2:]
        return info

    async def leave(self) -> None:
        """The session is over, whether the seller knows or not."""
        self.known = False
        await self._chip("leave")

    async def _chip(self, command: str, data: bytes = b"") -> "list[bytes] | None":
        """The fields of one command of the seller's session ("hello", "prove", ...); None if the chip refuses."""
        answer, code = await self._wallet.ask("seller_" + command, data)
        return None if code else answer

    # one answer each

    async def _hello(self) -> bytes:
        info = await self.name()
        random = await self._chip("hello") or []
        return bytes([VERSION, info.issued]) + b"".join([flip(part) for part in [info.serial, info.card] + random])

    async def _prove(self, random: bytes, proof: bytes) -> bytes:
        answer = await self._chip("prove", random + proof)
        if answer is None:
            raise No(codes.SERR_MAC)
        self.known = True
        return b"".join([flip(part) for part in answer])

    async def _report(self, place: bytes, most: bytes) -> bytes:
        """A piece of the report. The chip's MAC is over the whole of it, so the last piece proves all that was kept."""
        answer = await self._chip("report")
        if answer is None:  # nothing to report: the chip is blank
            raise No(codes.SERR_OTHER)
        report, mac = answer
        at = int.from_bytes(place, "big")
        piece = report[at : at + int.from_bytes(most, "big")]
        if not piece:
            raise ValueError("not a place in the report")
        return flip(len(report).to_bytes(2, "big")) + flip(piece) + flip(mac)
