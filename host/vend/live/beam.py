# beam.py - the seller's end of the beam or cable: documents in, the report out, whatever gets lost
"""Pieces go on where they stopped, in a new session too, and become shorter where the beam is too bad for long ones."""

from binascii import crc32

from wattkey.dlt645 import codes
from wattkey.dlt645.values import fields
from wattkey.pieces import MORE
from wattkey_host import handshake
from wattkey_host.vend.live.session import TRIES, LiveSession, SilentDevice, cut
from wattkey_host.vend.wording import refusal

PIECE = 80  # bytes of a document or report in one frame
_SHORTEST = 10  # in bad light
_LONGEST = 200  # bytes of a packed report


class Terminal(LiveSession):
    """The seller's terminal with one handheld before it."""

    piece = PIECE  # bytes in one frame, as long as the beam carries them

    async def hand_in(self, packed: bytes) -> str:
        """Bring a packed document into the chip; what became of it (wattkey.pieces). Raises VendError."""
        at = again = 0
        while again < TRIES:  # what brings less than was sent, or begins anew, is no progress: nobody holds us for ever
            try:
                sent = self.piece
                have, outcome = await self.put(packed, at)
            except SilentDevice:
                await self._shorten()
                continue
            self.told("document", have, len(packed))
            if outcome != MORE:
                return outcome
            again += have < min(at + sent, len(packed)) or have >= len(packed)
            at = have if have < len(packed) else 0
        raise refusal("order.in_pieces")

    async def put(self, packed: bytes, at: int) -> tuple[int, str]:
        """The piece of a document that begins at `at`: (how much of it is there now, what became of it)."""
        total, crc = len(packed).to_bytes(2, "big"), crc32(packed).to_bytes(4, "big")
        piece = packed[at : at + self.piece]
        have, outcome = fields(await self.say(codes.PIECE, total, at.to_bytes(2, "big"), crc, piece), 2, 3)
        return int.from_bytes(have, "big"), outcome.decode("ascii", "replace")

    async def report(self) -> bytes:
        """The packed report, fresh: its session MAC is the chip's own, and comes with every piece. Raises VendError."""
        self.told("report", 0, 1)
        have, total = b"", 1
        for _ in range(TRIES):
            while len(have) < total:
                try:
                    total, piece, mac = await self._piece_of_report(len(have))
                except SilentDevice:
                    await self._shorten()
                    continue
                have += piece
                self.told("report", len(have), total)
            if self._open.is_report(self.number, have, mac):
                return have
            have = b""  # a piece was altered on its way
        raise refusal("report.in_pieces")

    async def _piece_of_report(self, at: int) -> tuple[int, bytes, bytes]:
        """From the place `at`: (length of the whole, bytes of the piece, the chip's MAC over the whole)."""
        answer = await self.say(codes.REPORT, at.to_bytes(2, "big"), self.piece.to_bytes(2, "big"))
        total, piece, mac = cut(answer, 2, max(0, len(answer) - 2 - handshake.MAC), handshake.MAC)
        if not piece:
            raise refusal("report.in_pieces")
        return min(int.from_bytes(total, "big"), _LONGEST), piece, mac

    async def _shorten(self) -> None:
        """A short frame comes through bad light where a long one does not. Raises SilentDevice for the shortest."""
        if self.piece <= _SHORTEST:
            raise SilentDevice(known=True)
        self.piece = max(_SHORTEST, self.piece // 2)
        await self.open()
