# pieces.py - a document that comes in pieces over a beam that may break, and what becomes of it once it is whole
"""Every piece names the document it belongs to (length and CRC) and its place, so a piece that comes twice or does
not follow changes nothing, and after a broken beam the rest is enough."""

from binascii import crc32

from micropython import const

from wattkey import orders
from wattkey.info import Info
from wattkey.wallet import TAKEN, Wallet

TAKEN_NOW = "A00"  # what became of a document; else a short code
TAKEN_BEFORE = "A01"
MORE = "---"
_LONGEST = const(200)  # bytes of a packed document
_ENDS = {"cancel": ("cancelled", "last"), "settle": ("settled", "order")}  # state of the chip then, and its last order


class Pieces:
    """The document that comes in."""

    def __init__(self, wallet: Wallet, facts: dict) -> None:
        """`facts` get the "amount" of a purchase that was taken, or the "code" of a refusal."""
        self._wallet = wallet
        self._facts = facts
        self._document = (b"", b"")  # its length and CRC
        self._got = bytearray()
        self._outcome = MORE
        self.took = ""  # type of the last document that was taken

    async def put(self, total: bytes, offset: bytes, crc: bytes, data: bytes) -> "list[bytes]":
        """Put a piece where it belongs: [length that is here 2, what became of the document 3].

        Raises ValueError for what is no piece of a document.
        """
        size, at = int.from_bytes(total, "big"), int.from_bytes(offset, "big")
        if not data or at + len(data) > size or size > _LONGEST:
            raise ValueError("not a piece of a document")
        if self._document != (total, crc):
            self._document = (total, crc)
            self._got = bytearray()
            self._outcome = MORE
        if at == len(self._got):
            self._got += data
            if len(self._got) == size:
                await self._judge(bytes(self._got), int.from_bytes(crc, "big"))
        return [len(self._got).to_bytes(2, "big"), self._outcome.encode()]

    async def _judge(self, packed: bytes, crc: int) -> None:
        """The document is whole: the one place that checks documents has the word."""
        if crc32(packed) != crc:
            self._got = bytearray()  # once more from its beginning
            return
        try:
            kind = _type_of(packed)
            document = orders.unpack(kind, packed)
        except orders.BadDocument as bad:
            self._outcome = self._facts["code"] = bad.code
            return
        verdict = await self._wallet.take(kind, packed)
        self._outcome = TAKEN_NOW if verdict == TAKEN else verdict
        if verdict == "T34" and self._is_held(await self._wallet.info(), document):
            self._outcome = TAKEN_BEFORE
        if self._outcome in (TAKEN_NOW, TAKEN_BEFORE):
            self.took = kind
            self._facts["amount"] = document.get("amount", "")
            self._facts["code"] = ""
        else:
            self._facts["code"] = verdict

    def _is_held(self, info: Info, document: dict) -> bool:
        """Whether this very order is the chip's latest: its answer was lost, or it came by another way."""
        kind = document["type"]
        if kind in ("issue", "rekey"):
            return info.issue == document["issue"]
        if kind in _ENDS:
            state, last = _ENDS[kind]
            return info.state == state and info.order == document[last]
        return kind == "purchase" and info.order == document["order"]


def _type_of(packed: bytes) -> str:
    """The type of an order of the seller. Raises BadDocument for any other document."""
    for name, code in orders.TYPE_CODES.items():
        if code == packed[0] and name not in orders.FROM_DEVICE:
            return name
    raise orders.BadDocument("T23", "not an order of the seller")
