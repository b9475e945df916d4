# table.py - the meters of a box as a table: a bar for each total, and behind it the registers of one meter
"""Shows what /mail/readings.json holds, so it needs no meter and no list."""

from micropython import const

from wattkey.amount import money
from wattkey.box import readings
from wattkey.box.boxmeter import READ, BoxMeter
from wattkey.box.packed import EXCHANGED
from wattkey.pages import Pages
from wattkey.ports import Drive
from wattkey.rows import register_rows
from wattkey.text import Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_KEPT = const(5)  # registers; a sixth only says that the meter has more
_WIDE = 99999_99  # more has no room behind a bar with its decimals


class Table:
    """The noun `box.table` of the flow tables."""

    def __init__(self, drive: Drive, texts: Texts, pages: Pages) -> None:
        self._drive = drive
        self._texts = texts
        self._pages = pages

    async def show(self) -> str:
        """Every meter of the last pass as a row; OK on one shows its registers, any other key ends."""
        slots = readings.slots(self._drive)
        last = max([meter.pass_number for meter in slots if meter] + [0])
        meters = [(number, meter) for number, meter in enumerate(slots, 1) if meter and meter.pass_number == last]
        most = max([meter.values[0] or 0 for _, meter in meters if meter.values] + [1])
        rows = [self._row(number, meter, most) for number, meter in meters]
        at = 0
        while rows and at >= 0:
            at = await self._pages.choose("collect", rows, at)
            if at >= 0:
                await self._pages.turn("collect", self._registers(meters[at][1]))
        return "ok"

    def _row(self, number: int, meter: BoxMeter, most: int) -> "str | tuple[str, int, str]":
        """Number of the meter, a bar and the total; in words where this pass has no reading, or one of another."""
        if meter.state != READ or meter.exchanged:
            ended = EXCHANGED if meter.state == READ else meter.state
            return "%d %s" % (number, self._texts.get("state." + ended))
        total = meter.values[0]
        if total is None:
            return "%d -" % number
        return str(number), 100 * total // most, money(total) if total <= _WIDE else str(total // 100)

    def _registers(self, meter: BoxMeter) -> "list[str]":
        rows = [meter.address.hex(), "%d %d %s" % (meter.standard, meter.baud, self._texts.get("state." + meter.state))]
        if meter.exchanged:
            rows.append(self._texts.get("state." + EXCHANGED))
        rows += register_rows(self._texts, meter.names[:_KEPT], meter.values[:_KEPT])
        return rows + [self._texts.get("row.more")] * (len(meter.values) > _KEPT)


def make(device: "Device") -> Table:
    """The noun `box.table` of the flow tables."""
    return Table(device.drive, device.presenter.texts, device.noun("pages"))
