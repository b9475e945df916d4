# shopfloor.py - a shop, its customer's chip and what belongs to others beside it: where every attack is tried
"""In a folder of its own, on the RAM disk where there is one. `others` is what no attack may change."""

import hashlib
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from wattkey.info import STATES
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.head import straight
from wattkey_host.vend.book import engines
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.issue import issue
from wattkey_host.vend.live.live import receive_live
from wattkey_lab.torture.hostile.pocket import Pocket

DAY = date(2026, 11, 20)
SERIAL, METER, CUSTOMER = "00000000000000a1", "000000123456", "000000000042"
OTHER = ("00000000000000b2", "000000999999", "000000000043")
AMOUNT = 100_00


class Floor:
    """The shop in `folder`, two customers' chips, and a folder of somebody else's with a file in it."""

    def __init__(self, folder: Path, number: int) -> None:
        """`number` is the seed of every random here."""
        self.folder, self.random = folder, random.Random(number)
        self.desk = Desk(Shop.create(folder / "shop", seed=b"hostile"))
        self.mine, self.other = (new_chip(serial, rng=self.random.randbytes) for serial in (SERIAL, OTHER[0]))
        self.card = issue(self.desk, self.mine, METER, CUSTOMER).card
        issue(self.desk, self.other, *OTHER[1:])
        self.archive = folder / "archive"
        self.archive.mkdir()

    def terminal(self, pocket: Pocket) -> Terminal:
        """The seller's, before this handheld."""
        keys = self.desk.shop.keys
        return Terminal(pocket, pocket.clock, keys, random=self.random.randbytes, patience=2)

    def others(self) -> dict[str, str]:
        """Path -> digest of everything that no command that is tried here may change."""
        theirs = [path for path in self.archive.rglob("*") if path.is_file()]
        kept = [*theirs, self.folder / "shop" / "keys.json"]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}

    def deliver(self, chip: Chip) -> None:
        """The purchase that the chip holds goes into the meter, and the ledger hears of it."""
        chip.memory.write(state=STATES.index("delivered"))
        receive_live(self.desk, self.terminal(Pocket(chip)), straight)

    def purchase(self, payment: str) -> Purchase:
        """The ledger's row."""
        return self.desk.find(payment)


@contextmanager
def floor(number: int) -> Iterator[Floor]:
    """A new floor, gone afterwards. The disk is not waited for: nobody cuts the PC's power here."""
    pragmas = engines.PRAGMAS
    engines.PRAGMAS = (*pragmas, "PRAGMA synchronous = OFF")
    with tempfile.TemporaryDirectory() as folder:
        made = Floor(Path(folder), number)
        try:
            yield made
        finally:
            made.desk.shop.close()
            engines.PRAGMAS = pragmas
