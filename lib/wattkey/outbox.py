# outbox.py - has card, report and readings published: boot.py writes one file at a time, after a reset
"""/mail/card.json and /mail/report.json must say what the chip says; a blank chip has no report, but a serial.
What a flow has left (`Drive.waiting`, the readings of a box) comes before both.
The running program cannot write them; it leaves the packed content for boot.py and resets.
A host that has the drive mounted is not to see that: it would take it for a cable that was pulled out.
"""

from micropython import const

from wattkey import VERSION, orders
from wattkey.ports import Drive
from wattkey.wallet import Wallet

_TRIES = const(2)  # of publishing one file


class Outbox:
    """The published files."""

    def __init__(self, drive: Drive, wallet: Wallet) -> None:
        self._drive = drive
        self._wallet = wallet
        self._behind: "tuple[int, bytes] | None" = None  # what may be published in one go with what is outdated

    async def outdated(self) -> "tuple[int, bytes] | None":
        """(which file, its packed content) of a published file that does not say what the chip says. If there is
        another one, `publish` has it written in one go.

        What a flow has left comes first: it is in memory only, and a reset for the others would cost it."""
        drive = self._drive
        self._behind = None
        if drive.waiting:
            return drive.READINGS, drive.waiting
        if drive.attached():
            self._wallet.make_room()
        info = await self._wallet.info()
        counts = info.order.to_bytes(4, "big") + info.count.to_bytes(4, "big")
        owner = info.serial + info.issue.to_bytes(4, "big") + info.card + info.meter
        card = bytes([orders.TYPE_CODES["card"]]) + owner + counts + bytes([int(n) for n in VERSION.split(".")])
        report = await self._wallet.report() if info.issued else None
        # The report first: a card.json that somebody deleted must not keep it from the seller.
        first = None
        for kind, packed in ((drive.REPORT, report), (drive.CARD, card)):
            if not packed or self._published(kind) == packed:
                drive.settled(kind)
            elif first is None:
                first = kind, packed
            else:
                self._behind = kind, packed
        return first

    def may_publish(self, kind: int, packed: bytes) -> bool:
        """Twice is enough: after that boot.py cannot do it and a reset would only come back here."""
        return self._drive.tries(kind, packed) < _TRIES

    def publish(self, kind: int, packed: bytes) -> None:
        """Have boot.py write `packed` into file `kind`, then the other that is outdated. Resets the board."""
        self._drive.publish(kind, packed, *(self._behind or ()))

    def _published(self, kind: int) -> "bytes | None":
        try:
            return orders.pack(orders.parse(self._drive.read(orders.PUBLISHED[kind - 1], orders.LIMIT)))
        except (OSError, orders.BadDocument):
            return None
