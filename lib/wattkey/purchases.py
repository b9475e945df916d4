# purchases.py - what was bought: the purchase in the chip, and the files that lie on the drive
"""The chip knows one purchase; a file is judged by its numbers only (the chip judges it when it is taken)."""

from wattkey import orders
from wattkey.amount import money
from wattkey.pages import Pages
from wattkey.ports import Drive
from wattkey.text import Texts
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.info import Info

_WORDS = {  # state of the purchase in the chip -> what a person calls it
    "stored": "row.waiting",
    "offered": "row.unsure",
    "not credited": "row.waiting",
    "delivered": "row.loaded",
    "disputed": "row.disputed",
    "cancelled": "row.cancelled",
    "settled": "row.settled",
}


class Purchases:
    """The noun `purchases` of the flow tables."""

    def __init__(self, wallet: Wallet, drive: Drive, texts: Texts, pages: Pages) -> None:
        self._wallet = wallet
        self._drive = drive
        self._texts = texts
        self._pages = pages

    async def show(self) -> str:
        """Turn the rows, the latest order first; "none" if there is nothing at all. Outcomes: ok, none."""
        info = await self._wallet.info()
        rows = []
        for doc in sorted(self._files(info), key=lambda doc: -doc["order"]):
            rows += self._rows(doc["amount"], "row.next", doc["order"], doc["sold"][5:])
        if info.state in _WORDS:
            rows += self._rows(money(info.amount), _WORDS[info.state], info.order, "")
            fields, code = await self._wallet.ask("receipt")
            rows.append(
                self._texts.get("row.receipt", "-" if code else fields[0].hex())
            )  # a chip of version 2 has none
        if not rows:
            return "none"
        await self._pages.turn("purchases", rows)
        return "ok"

    def _rows(self, amount: str, word: str, order: int, day: str) -> "list[str]":
        return [self._texts.get(word, amount), self._texts.get("row.order", order, day)]

    def _files(self, info: "Info") -> "list[dict]":
        """The orders for this card on the drive that the chip has not taken yet."""
        found = {}
        for path, size, _ in self._drive.list():
            if orders.is_document(path) and 0 < size <= orders.LIMIT:
                try:
                    doc = orders.parse(self._drive.read(path, orders.LIMIT))
                except (OSError, orders.BadDocument):
                    continue
                if doc["type"] == "purchase" and doc["card"] == info.card.hex() and doc["order"] > info.order:
                    found[doc["order"]] = doc
        return list(found.values())


def make(device: "Device") -> Purchases:
    """The noun `purchases` of the flow tables."""
    return Purchases(device.wallet, device.drive, device.presenter.texts, device.noun("pages"))
