# readout.py - read a meter without a purchase: balance, registers, what its own key pages through
"""Which edition the meter speaks is found out by asking. A meter of 2007 with the chip's keys opens its eye and tells
its list of display items; else what everybody may ask has to do. Nothing here touches money."""

from micropython import const

from wattkey.amount import money
from wattkey.dlt645 import codes, ids, registers
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.values import ANYONE, bcd
from wattkey.light import rows
from wattkey.pages import Pages
from wattkey.rows import register_rows, row_of
from wattkey.runner import Noun
from wattkey.text import Texts
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.dlt645.master import Master

_MOST = const(20)  # display items read; a meter may list 254
_BALANCE = (ids.REMAINING_AMOUNT, ids.OVERDRAFT_AMOUNT)  # the first rows anyway
_FREE = (codes.ENERGY[2007], ids.DATE, ids.TIME)
_OLD = (codes.ENERGY[1997], ids.DATE_1997, ids.TIME_1997)


class Readout(Noun):
    """The noun `readout` of the flow tables."""

    def __init__(self, master: "Master", wallet: Wallet, texts: Texts, pages: Pages, facts: dict) -> None:
        self._master = master
        self._wallet = wallet
        self._texts = texts
        self._pages = pages
        self._facts = facts
        self._address = ANYONE
        self._items: "tuple[int, ...] | list[int]" = ()
        self._old = False
        self._rows: "list[str]" = []

    async def find(self) -> str:
        """Ask in both editions who is there: the chip's own meter, or with a chip not issued yet anybody's.
        Outcomes: new, open, old, silent, refused."""
        info = await self._wallet.info()
        if info.issued:
            self._address = info.meter
        try:
            await self._master.read(self._address, codes.TOTAL[2007], 4)
            self._items = _FREE
            return "new" if info.issued else "open"
        except (NoAnswer, Refused, ValueError):
            pass  # not of 2007, or not there
        try:
            await self._master.read_1997(self._address, codes.ENERGY[1997])
        except NoAnswer:
            return self._problem("silent", "T41")
        except Refused:
            return self._problem("refused", "T42")
        self._old = True
        self._items = _OLD
        return "old"

    async def screens(self) -> str:
        """The items that the meter's own key pages through; "none" if it does not tell, and the usual ones stay.
        Outcomes: ok, none."""
        try:
            count = bcd(await self._master.read(self._address, ids.KEY_SCREENS, 1)) or 0
            items = []
            for screen in range(1, min(count, _MOST) + 1):
                item = await self._master.read(self._address, ids.KEY_SCREEN + screen, 5)
                items.append(int.from_bytes(item[:4], "little"))
        except (NoAnswer, Refused, ValueError):
            return "none"
        if not items:
            return "none"
        self._items = items
        return "ok"

    async def read(self) -> str:
        """All the values. One that the meter does not tell is a dash; "lost" if it tells none. Outcomes: ok, lost."""
        self._rows = []
        if not self._old:
            await self._read_balance()
        for di in self._items:
            if di not in _BALANCE:
                await self._read_item(di)
        if self._rows and not self._old:
            await self._read_marks()
        return "ok" if self._rows else self._problem("lost", "T41")

    async def show(self) -> str:
        """Page through what was read; the key 0 leads to the numbers of its display. Outcomes: ok, marks."""
        key = await self._pages.turn("read", self._rows)
        return "marks" if key == "0" and not self._old else "ok"

    async def _read_balance(self) -> None:
        """Remaining less overdraft; a meter that is not prepaid has neither."""
        try:
            remaining = bcd(await self._master.read(self._address, ids.REMAINING_AMOUNT, 4))
            overdraft = bcd(await self._master.read(self._address, ids.OVERDRAFT_AMOUNT, 4))
        except (NoAnswer, Refused, ValueError):
            return
        if remaining is None:
            return
        self._rows.append(self._texts.get("row.credit", money(remaining - (overdraft or 0))))
        try:
            self._rows += await rows(self._master, self._address, self._texts, remaining, overdraft or 0)
        except NoAnswer:  # before infrared authentication many are silent
            return

    async def _read_marks(self) -> None:
        from wattkey.marks import read  # its words are 3 KB

        try:
            self._rows += await read(self._master, self._address, self._texts.language)
        except NoAnswer:  # before infrared authentication many are silent
            pass
        self._rows.append(self._texts.get("row.marks"))

    async def _read_item(self, di: int) -> None:
        try:
            ask = self._master.read_1997 if self._old else self._master.read
            data = await ask(self._address, di)
            if di == codes.ENERGY[1997 if self._old else 2007]:
                names, values = registers.read(1997 if self._old else 2007, data)
                self._rows += register_rows(self._texts, names, values)
            else:
                self._rows.append(row_of(self._texts, di, data))
        except (NoAnswer, Refused, ValueError):
            self._rows.append(row_of(self._texts, di, b""))


def make(device: "Device") -> Readout:
    """The noun `readout` of the flow tables."""
    return Readout(device.master, device.wallet, device.presenter.texts, device.noun("pages"), device.facts)
