# about.py - what this device is: card, meter, chip, firmware, language, memory
"""What a person reads out to the seller on the telephone."""

import gc

from wattkey import VERSION
from wattkey.errors import PartBroken
from wattkey.pages import Pages
from wattkey.plugins import spare
from wattkey.text import Texts
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device


class About:
    """The noun `about` of the flow tables."""

    def __init__(self, device: "Device", wallet: Wallet, texts: Texts, pages: Pages) -> None:
        self._device = device
        self._wallet = wallet
        self._texts = texts
        self._pages = pages

    async def show(self) -> str:
        """Turn the rows; a chip that does not answer is a row as well. Outcomes: ok."""
        get = self._texts.get
        rows = []
        try:
            info = await self._wallet.info()
            if info.issued:
                rows += [get("row.card"), info.card.hex(), get("row.meter"), info.meter.hex()]
            else:
                rows += self._texts.lines("menu.unissued")
            rows += [get("row.chip"), info.serial.hex().upper()]
        except PartBroken as broken:
            rows += self._texts.lines("err." + broken.code)
        rest = self._device.rest
        if rest and rest.power.level() >= 0:
            rows.append(get("row.battery", "%d%%" % rest.power.level()))
        gc.collect()
        rows.append(get("row.firmware", VERSION))
        if __file__.startswith("/"):  # of an image the path is short (loader.py)
            rows.append(get("row.loose"))
        rows.append(get("language." + self._texts.language))
        rows.append(get("row.free", gc.mem_free() // 1024))  # type: ignore[attr-defined]  # the board has it
        board = spare("boardfacts", self._device.settings, self._device.clock) or {}
        if own := board.get("own"):
            rows += [get("row.own")] + own.split()
        await self._pages.turn("about", rows)
        return "ok"


def make(device: "Device") -> About:
    """The noun `about` of the flow tables."""
    return About(device, device.wallet, device.presenter.texts, device.noun("pages"))
