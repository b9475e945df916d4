# table.py - the meters of a box as a table: a bar for each total, and behind it the registers of one meter
"""Shows what /mail/readings.json holds, so it needs no meter and no list."""

from wattkey import readings
from wattkey.amount import money
from wattkey.box import READ, Entry
from wattkey.pages import Pages
from wattkey.ports import Drive
from wattkey.rows import register_rows
from wattkey.text import Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_WIDE = 99999_99  # more has no room behind a bar with its decimals


class Table:
    """The noun `table` of the flow tables."""

    def __init__(self, drive: Drive, texts: Texts, pages: Pages) -> None:
        self._drive = drive
        self._texts = texts
        self._pages = pages

    async def show(self) -> str:
        """Every meter of the last pass as a row; OK on one shows its registers, any other key ends."""
        slots = readings.slots(self._drive)
        turn = max([entry.turn for entry in slots if entry] + [0])
        entries = [(number, entry) for number, entry in enumerate(slots, 1) if entry and entry.turn == turn]
        most = max([entry.values[0] or 0 for _, entry in entries if entry.values] + [1])
        rows = [self._row(number, entry, most) for number, entry in entries]
        at = 0
        while rows and at >= 0:
            at = await self._pages.choose("collect", rows, at)
            if at >= 0:
                await self._pages.turn("collect", self._registers(entries[at][1]))
        return "ok"

    def _row(self, number: int, entry: Entry, most: int) -> "str | tuple[str, int, str]":
        """Its number, a bar and the total; in words where this pass has no reading of it."""
        if entry.state != READ:
            return "%d %s" % (number, self._texts.get("state." + entry.state))
        total = entry.values[0]
        if total is None:
            return "%d -" % number
        return str(number), 100 * total // most, money(total) if total <= _WIDE else str(total // 100)

    def _registers(self, entry: Entry) -> "list[str]":
        like = "%d %d %s" % (entry.standard, entry.baud, self._texts.get("state." + entry.state))
        return [entry.address.hex(), like] + register_rows(self._texts, entry.names, entry.values)


def make(device: "Device") -> Table:
    """The noun `table` of the flow tables."""
    return Table(device.drive, device.presenter.texts, device.noun("pages"))
