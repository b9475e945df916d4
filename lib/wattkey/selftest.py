# selftest.py - does each part do its work? A person sees and presses, the rest is measured
"""Each verb tests one part and adds a row to the result: the part, and "ok" or its short code."""

import gc

from micropython import const

from wattkey import orders
from wattkey.errors import PartBroken
from wattkey.page import Page
from wattkey.pages import Pages
from wattkey.person import Person
from wattkey.plugins import spare
from wattkey.ports import Drive, Link
from wattkey.text import Texts
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_PATTERN = b"\xfe\x55\xaa\xfe"  # no beginning of a frame: no meter answers it
KEYS = ("1", "2", "3", "up", "4", "5", "6", "down", "7", "8", "9", "close", "back", "0", "ok", "menu")
_LABELS = "123A456B789C*0#D"  # as they are printed on the keypad
_ATR_HEAD = b"\x3b\x69\0\0\x57"  # the chip's serial follows (docs/esam.md)
_FLASH_KB = const(2048)
_PADS_MA = const(12)


class SelfTest:
    """The noun `selftest` of the flow tables."""

    def __init__(self, device: "Device") -> None:
        self._device = device
        self._texts: Texts = device.presenter.texts
        self._person: Person = device.person
        self._rows: "list[str]" = []
        self._faults: "list[str]" = []

    async def chip(self) -> str:
        """Over the real way to the chip: who it is, by INFO and by its answer to reset; once it is issued, two randoms
        that differ, and the refusal that a wrong cipher must get. Outcomes: ok, broken."""
        wallet: Wallet = self._device.wallet
        try:
            info = await wallet.info()
            if info.issued and not await self._ciphers(wallet):
                return self._failed("row.test_chip", "P02")
        except PartBroken as broken:
            return self._failed("row.test_chip", broken.code)
        self._passed("row.test_chip", "ok")
        self._rows.append(info.serial.hex().upper())
        atr = self._device.esam.atr
        if atr and atr != _ATR_HEAD + info.serial:
            return self._failed("row.test_atr", "P02")
        return self._passed("row.test_atr", "ok" if atr else "-")

    async def _ciphers(self, wallet: Wallet) -> bool:
        """Whether its randoms are random and a guess is refused."""
        differ = await wallet.ir_random() != await wallet.ir_random()
        return differ and await wallet.ir_answer(bytes(8), bytes(8)) is None

    async def link(self) -> str:
        """Light that leaves the LED comes back into the eye: a hand in front is enough of a mirror.
        Outcomes: ok, broken."""
        link: Link = self._device.link
        try:
            heard = await link.echo(_PATTERN)
        except PartBroken as broken:
            return self._failed("row.test_link", broken.code)
        if link.hears_itself and heard != _PATTERN:
            return self._failed("row.test_link", "P03")
        return self._passed("row.test_link", "ok")

    async def drive(self) -> str:
        """The drive can be listed, and both files that boot.py writes in place are there. Outcomes: ok, broken."""
        drive: Drive = self._device.drive
        sizes = {path: size for path, size, _ in drive.list()}
        if not sizes:
            return self._failed("row.test_drive", "P05")
        for path in orders.PUBLISHED:
            try:
                if sizes.get(path) != orders.LIMIT or len(drive.read(path, orders.LIMIT)) != orders.LIMIT:
                    return self._failed("row.test_drive", "P06")
            except OSError:
                return self._failed("row.test_drive", "P05")
        return self._passed("row.test_drive", "ok")

    async def board(self) -> str:
        """Battery, memory, flash, the pads of the LED, as the board tells them. Outcomes: ok, broken."""
        self._battery()
        board = spare("boardfacts", self._device.settings, self._device.clock)
        gc.collect()
        self._passed("row.free", str(gc.mem_free() // 1024))  # type: ignore[attr-defined]  # the board has it
        if board is None:
            return self._failed("row.test_flash", "P09")
        self._passed("row.test_flash", str(board["flash"]))
        if board["flash"] < _FLASH_KB:
            return self._failed("row.test_drive", "P05")
        pads = board["pads"]
        if 0 < pads < _PADS_MA:
            return self._failed("row.test_pads", "P03")
        return self._passed("row.test_pads", "%d mA" % pads if pads else "-")

    def _battery(self) -> None:
        """Charge of the battery; "-" where none is fitted that is measured."""
        rest = self._device.rest
        level = rest.power.level() if rest else 0
        if level < 0:
            self._failed("row.battery", "P14")
        else:
            self._passed("row.battery", "%d%%" % level if rest else "-")

    async def screen(self) -> str:
        """A page with something everywhere; the person says whether it is all there. Outcomes: ok, broken."""
        get = self._texts.get
        page = Page(get("title.selftest"), (("", 100, "88888888"), get("row.see_all")), status="8888", bar=100)
        self._device.screen.show(page)
        if await self._person.answers() == "ok":
            return self._passed("row.test_screen", "ok")
        return self._failed("row.test_screen", "P07")

    async def keys(self) -> str:
        """Every key takes its sign off the row; the same key twice in a row ends it, and so does nobody.
        Outcomes: ok, broken."""
        left = list(_LABELS)
        last = ""
        while left != ["-"] * len(_LABELS):
            lines = self._texts.lines("say.press_all") + ["".join(left)]
            self._device.screen.show(Page(self._texts.get("title.selftest"), lines))
            key = await self._person.wait()
            if key in ("", last):
                break
            last = key
            if key in KEYS:
                left[KEYS.index(key)] = "-"
        missing = "".join([label for label in left if label != "-"])
        if missing:
            self._failed("row.test_keys", "P04")
            self._rows.append(missing)
            return "broken"
        return self._passed("row.test_keys", "ok")

    async def show(self) -> str:
        """Turn the results; `faults` are the numbers of the codes P among them. Outcomes: ok."""
        self._device.facts["faults"] = " ".join(self._faults) or "ok"
        pages: Pages = self._device.noun("pages")
        await pages.turn("selftest", self._rows)
        return "ok"

    def _passed(self, part: str, word: str) -> str:
        self._rows.append(self._texts.get(part, word))
        return "ok"

    def _failed(self, part: str, code: str) -> str:
        self._faults.append(code[1:])
        self._rows.append(self._texts.get(part, code))
        return "broken"


def make(device: "Device") -> SelfTest:
    """The noun `selftest` of the flow tables."""
    return SelfTest(device)
