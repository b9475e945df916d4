# beam.py - the seller's end of the beam or cable: who is there, documents in, report out, whatever gets lost
"""The asking side of docs/protocol.md, over any link (an infrared head, USB serial, the simulator). A question that is
not answered is asked again, word for word; a session that is gone is opened anew; pieces go on where they stopped, and
become shorter where the beam is too bad for long ones."""

import secrets
from binascii import crc32
from collections.abc import Callable
from contextlib import suppress

from wattkey import questions as wire
from wattkey.dlt645.ids import SERR_EXPIRED, SERR_MAC
from wattkey.dlt645.master import Master, NoAnswer, Refused
from wattkey.dlt645.values import ANYONE, fields
from wattkey.info import Info
from wattkey.pieces import MORE
from wattkey.ports import Clock, Link
from wattkey_host import handshake
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Keys

PIECE = 80  # bytes of a document or report in one frame
_SHORTEST = 10  # in bad light
_LONGEST = 200  # bytes of a packed report
_TRIES = 4  # of a question, of a session, of a document
_HELLO = 26  # bytes of its answer
_FAMILY = int.from_bytes(b"\0" + wire.FAMILY, "little")
_DO = "Choose `Seller` in its menu, point it at the head, and run the same command again: nothing is lost"
_HOLD = "Hold the device closer to the head and run the same command again: nothing is lost"


class Silence(VendError):
    """Whatever is asked, nothing comes back."""

    def __init__(self) -> None:
        super().__init__("the device does not answer", _DO)


class Terminal:
    """One handheld at the other end. `told(words, done, of)` says how far things are."""

    def __init__(
        self,
        link: Link,
        clock: Clock,
        keys: Keys,
        told: Callable[[str, int, int], None] = lambda words, done, of: None,
        random: Callable[[int], bytes] = secrets.token_bytes,
        patience: int = 30,
        piece: int = PIECE,
    ) -> None:
        """`patience`: seconds, about, until the device must have answered for the first time."""
        self.link = link
        self._master = Master(link, clock)
        self._keys, self._told, self._random = keys, told, random
        self._patience, self._piece = patience, piece
        self._address = ANYONE
        self._session, self._number = b"", 0
        self.info = b""  # INFO of the chip, by its own word, of the session's beginning

    async def open(self) -> Info:
        """Find the device, prove who we are, have it prove who it is. Raises VendError."""
        self._told("looking for the device", 0, 1)
        for generation in range(self._keys.generation, 0, -1):  # a card may not have got the latest keys yet
            issued, serial, card, theirs = await self._hello()
            base = self._keys.card_keys(card, generation)[0] if issued else self._keys.transport(serial)
            info = await self._prove(handshake.seller_key(base), theirs)
            if info is not None:
                return info
        who = f"card {card}" if issued else f"the blank chip {serial}"
        raise VendError(f"{who} does not know this shop's keys", "Take it to the shop that issued it")

    async def _hello(self) -> tuple[bool, str, str, bytes]:
        """Who is there: (issued, serial, card, the chip's random)."""
        answer, self._patience = await self._ask(ANYONE, wire.HELLO, tries=self._patience), _TRIES
        if len(answer) != _HELLO or answer[0] != wire.VERSION:
            raise VendError("the device speaks another version of this protocol", "Update this program or the device")
        _, issued, serial, card, theirs = fields(answer, 1, 1, 8, 8, 8)
        self._address = (card if issued[0] else serial)[2:]
        return issued[0] == 1, serial.hex(), card.hex(), theirs

    async def _prove(self, key: bytes, theirs: bytes) -> Info | None:
        """Prove both sides under a seller key; None if the chip has another."""
        ours = self._random(handshake.RANDOM)
        try:
            answer = await self._ask(self._address, wire.PROVE, ours, handshake.seller_proof(key, ours, theirs))
        except Refused as refused:
            if refused.reason != SERR_MAC:
                raise
            return None
        info, proof = fields(answer, len(answer) - handshake.PROOF, handshake.PROOF)
        if proof != handshake.chip_proof(key, ours, theirs, info):
            raise VendError("the device cannot prove that it is the card it says", "Do not sell to it")
        self._session, self._number, self.info = handshake.session_key(key, ours, theirs), 0, info
        return Info(info)

    async def hand_in(self, packed: bytes) -> str:
        """Bring a packed document into the chip; what became of it (wattkey.pieces). Raises VendError."""
        at = again = 0
        while again < _TRIES:
            try:
                have, outcome = await self.put(packed, at)
            except Silence:
                await self._shorten()
                continue
            self._told("document", have, len(packed))
            if outcome != MORE:
                return outcome
            again += have <= at
            at = have if have < len(packed) else 0
        raise VendError("the document does not arrive whole", _HOLD)

    async def put(self, packed: bytes, at: int) -> tuple[int, str]:
        """The piece of a document that begins at `at`: (how much of it is there now, what became of it)."""
        total, crc = len(packed).to_bytes(2, "big"), crc32(packed).to_bytes(4, "big")
        piece = packed[at : at + self._piece]
        have, outcome = fields(await self._say(wire.PIECE, total, at.to_bytes(2, "big"), crc, piece), 2, 3)
        return int.from_bytes(have, "big"), outcome.decode("ascii", "replace")

    async def report(self) -> bytes:
        """The packed report, fresh: its session MAC is the chip's own, and comes with every piece. Raises VendError."""
        self._told("report", 0, 1)
        have, total = b"", 1
        for _ in range(_TRIES):
            while len(have) < total:
                try:
                    total, piece, mac = await self._piece_of_report(len(have))
                except Silence:
                    await self._shorten()
                    continue
                have += piece
                self._told("report", len(have), total)
            if mac == handshake.message_mac(self._session, handshake.REPORT, self._number, have):
                return have
            have = b""  # a piece was altered on its way
        raise VendError("the report does not arrive whole", _HOLD)

    async def _piece_of_report(self, at: int) -> tuple[int, bytes, bytes]:
        """From the place `at`: (length of the whole, bytes of the piece, the chip's MAC over the whole)."""
        answer = await self._say(wire.REPORT, at.to_bytes(2, "big"), self._piece.to_bytes(2, "big"))
        total, piece, mac = fields(answer, 2, len(answer) - 2 - handshake.MAC, handshake.MAC)
        if not piece:
            raise VendError("the report does not arrive whole", _HOLD)
        return min(int.from_bytes(total, "big"), _LONGEST), piece, mac

    async def _shorten(self) -> None:
        """Silence: a short frame comes through bad light where a long one does not. Raises Silence if it is short."""
        if self._piece <= _SHORTEST:
            raise Silence
        self._piece = max(_SHORTEST, self._piece // 2)
        await self.open()

    async def end(self) -> None:
        """Say goodbye; a device that does not hear it goes back to its menu by itself."""
        with suppress(VendError, Refused):
            await self._say(wire.END)

    async def _say(self, number: int, *parts: bytes) -> bytes:
        """One question of a session; the answer without its MAC, low byte first. A report's keeps its MAC: unproved."""
        for _ in range(_TRIES):
            self._number += 1
            message = bytes([number]) + b"".join(parts)
            mac = handshake.message_mac(self._session, handshake.QUESTION, self._number, message)
            try:
                answer = await self._ask(self._address, number, *parts, mac)
                if number == wire.REPORT:
                    return answer
                if told := self._genuine(number, answer):
                    return told[0]
            except Refused as refused:
                if refused.reason != SERR_EXPIRED:
                    raise VendError(f"the device refuses the question ({refused.reason:04X})", _HOLD) from refused
            await self.open()
        raise VendError("the session breaks off again and again", _HOLD)

    def _genuine(self, number: int, answer: bytes) -> tuple[bytes] | None:
        """The answer (in a tuple, it may be empty) if its MAC is right."""
        raw, mac = answer[: -handshake.MAC], answer[-handshake.MAC :][::-1]
        message = bytes([number]) + b"".join(fields(raw, 2, 3) if len(raw) == 5 else [])
        right = handshake.message_mac(self._session, handshake.ANSWER, self._number, message)
        return (raw,) if mac == right else None

    async def _ask(self, address: bytes, number: int, *parts: bytes, tries: int = _TRIES) -> bytes:
        """Ask until there is an answer. Raises VendError when there is none, Refused."""
        for _ in range(tries):
            try:
                return await self._master.security(address, _FAMILY + number, *parts)
            except NoAnswer:
                continue
        raise Silence
