# about.py - what this device is: card, meter, chip, firmware, language, memory
"""What a person reads out to the seller on the telephone."""

import gc
import os

from wattkey import VERSION
from wattkey.errors import PartBroken
from wattkey.pages import Pages
from wattkey.text import Texts
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device


class About:
    """The noun `about` of the flow tables."""

    def __init__(self, device: "Device", wallet: Wallet, texts: Texts, pages: Pages) -> None:
        self._rest = device.rest
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
        if self._rest and self._rest.power.level() >= 0:
            rows.append(get("row.battery", "%d%%" % self._rest.power.level()))
        gc.collect()
        rows.append(get("row.firmware", VERSION))
        if __file__.startswith("/"):  # of an image the path is short (loader.py)
            rows.append(get("row.loose"))
        else:
            rows += _own(get("row.own"))
        rows.append(get("language." + self._texts.language))
        rows.append(get("row.free", gc.mem_free() // 1024))  # type: ignore[attr-defined]  # the board has it
        await self._pages.turn("about", rows)
        return "ok"


def _own(title: str) -> "list[str]":
    """The modules on the drive that go before those of the image, under `title`; [] for none."""
    names = [name for folder in ("drivers", "flows") if folder in os.listdir("/") for name in os.listdir("/" + folder)]
    own = [name.rsplit(".", 1)[0] for name in names if name[0] != "." and name.split(".")[-1] in ("py", "mpy")]
    return [title] + own if own else []


def make(device: "Device") -> About:
    """The noun `about` of the flow tables."""
    return About(device, device.wallet, device.presenter.texts, device.noun("pages"))
