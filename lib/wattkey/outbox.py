# outbox.py - has published what happened: boot.py writes one file, and needs a reset for it
"""/mail/card.json and /mail/report.json must say what the chip says; a blank chip has no report, but a serial.
The readings of a box come before both.
The running program cannot write them; it leaves the packed content for boot.py and resets, one file at a time.
"""

from micropython import const

from wattkey import VERSION, orders
from wattkey.ports import Drive
from wattkey.wallet import Wallet

_TRIES = const(2)  # of publishing one file
CARD = const(1)  # which file boot.py is to write
REPORT = const(2)
READINGS = const(3)  # of a box; packed by readings.py, a part of the file at a time
_GOES_ON = const(6)  # byte of that record: what is to go on after it, 0 for nothing


class Outbox:
    """The published files."""

    def __init__(self, drive: Drive, wallet: Wallet) -> None:
        self._drive = drive
        self._wallet = wallet

    async def outdated(self) -> "tuple[int, bytes] | None":
        """(which file, its packed content) of a published file that does not say what the chip says.

        Readings come first: they are in memory only, and a reset for the others would cost them."""
        if self._drive.waiting:
            return READINGS, self._drive.waiting
        info = await self._wallet.info()
        counts = info.order.to_bytes(4, "big") + info.count.to_bytes(4, "big")
        owner = info.serial + info.issue.to_bytes(4, "big") + info.card + info.meter
        card = b"\4" + owner + counts + bytes([int(n) for n in VERSION.split(".")])
        report = await self._wallet.report() if info.issued else None
        # The report first: a card.json that somebody deleted must not keep it from the seller.
        for kind, packed in ((REPORT, report), (CARD, card)):
            if packed and self._published(kind) != packed:
                return kind, packed
            self._drive.settled(kind)
        return None

    def waits(self) -> bool:
        """Whether a pass over a box has left readings, and can go on only when they are published."""
        return bool(self._drive.waiting)

    def goes_on(self) -> bool:
        """Whether boot.py has just published a part of a pass, or of a search, that goes on."""
        return self._drive.handed(READINGS)[_GOES_ON : _GOES_ON + 1] > b"\0"

    def may_publish(self, kind: int, packed: bytes) -> bool:
        """Twice is enough: after that boot.py cannot do it and a reset would only come back here."""
        return self._drive.tries(kind, packed) < _TRIES

    def publish(self, kind: int, packed: bytes) -> None:
        """Have boot.py write `packed` into file `kind`. Resets the board."""
        self._drive.publish(kind, packed)

    def _published(self, kind: int) -> "bytes | None":
        try:
            return orders.pack(orders.parse(self._drive.read(orders.PUBLISHED[kind - 1], orders.LIMIT)))
        except (OSError, orders.BadDocument):
            return None
