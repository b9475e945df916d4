# support.py - the page of codes that a person reads out to whoever helps him
"""docs/selftest.md says what its rows mean. Nothing on it is secret."""

import gc

from wattkey import VERSION
from wattkey.errors import PartBroken
from wattkey.pages import Pages
from wattkey.plugins import spare
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device


class Support:
    """The noun `support` of the flow tables."""

    def __init__(self, device: "Device") -> None:
        self._device = device

    async def codes(self) -> str:
        """Turn them: versions, flash, memory, start, board, chip; X: what the self-test before has found.
        Outcomes: ok."""
        device = self._device
        board = spare("boardfacts", device.settings, device.clock) or {}
        gc.collect()
        free = gc.mem_free() // 1024  # type: ignore[attr-defined]  # the board has it
        get = lambda name: board.get(name, "-")  # noqa: E731
        rows = [
            "W%s C%s" % (VERSION, get("version")),
            "F%s D%s/%s" % (get("flash"), get("drive"), get("free")),
            "M%d A%s T%s" % (free, get("pads"), get("celsius")),
            "R %s" % get("reset"),
            get("uid"),
            await self._chip(),
            "X " + device.facts.get("faults", "-"),
        ]
        pages: Pages = device.noun("pages")
        await pages.turn("codes", rows)
        return "ok"

    async def _chip(self) -> str:
        wallet: Wallet = self._device.wallet
        try:
            return (await wallet.info()).serial.hex().upper()
        except PartBroken as broken:
            return broken.code


def make(device: "Device") -> Support:
    """The noun `support` of the flow tables."""
    return Support(device)
