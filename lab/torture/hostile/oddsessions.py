# oddsessions.py - odd sessions at the seller's port: one lie each, by its number, and what must be true afterwards
"""Whatever the processor says: a success is told only for what the chip has, no other chip gets anything, and an honest
session afterwards ends the sale once."""

import random
from collections.abc import Callable
from contextlib import suppress

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey.errors import WattKeyError
from wattkey.questions import No
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.head import straight
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.live import bring_live, receive_live
from wattkey_host.vend.live.live_sale import sell_live
from wattkey_lab.torture.hostile import liars
from wattkey_lab.torture.hostile.pocket import Pocket
from wattkey_lab.torture.hostile.shopfloor import AMOUNT, DAY, METER, Floor

BLOCK = 50  # sessions on one floor: what was before goes on


class Changed(Pocket):
    """Somebody between chip and head changes some answers: bytes turned, cut, put in, doubled, or kept for later."""

    def __init__(self, chip: Chip, chance: random.Random) -> None:
        super().__init__(chip)
        self._chance, self._kept = chance, [b""]
        self._rate = chance.choice((0.1, 0.5, 1.0))

    async def heard(self, frame: Frame) -> bytes:
        """The right answer, or something else."""
        right = await super().heard(frame)
        self._kept.append(right)
        return _WAYS[self._chance.randrange(len(_WAYS))](self, right) if self._chance.random() < self._rate else right

    def turned(self, right: bytes) -> bytes:
        """Some bits, the frame's sum put right again."""
        data = bytearray(right)
        for _ in range(self._chance.randint(1, 3)):
            if len(data) > 12:
                data[self._chance.randrange(10, len(data) - 2)] ^= 1 << self._chance.randrange(8)
        if len(data) > 12:
            data[-2] = sum(data[:-2]) & 0xFF
        return bytes(data)

    def cut(self, right: bytes) -> bytes:
        """A part of it."""
        return right[: self._chance.randrange(len(right) + 1)]

    def noise(self, right: bytes) -> bytes:
        """Something else in front of it."""
        return self._chance.randbytes(self._chance.randrange(60)) + right

    def doubled(self, right: bytes) -> bytes:
        """Twice."""
        return right + right

    def older(self, right: bytes) -> bytes:
        """An answer from before."""
        return self._chance.choice(self._kept)

    def silent(self, right: bytes) -> bytes:
        """Nothing."""
        return b""


_WAYS = (Changed.turned, Changed.cut, Changed.noise, Changed.doubled, Changed.older, Changed.silent)


class Outcomes(liars.SaysTaken):
    """Any three bytes as the outcome of a document, under the chip's own seal."""

    def __init__(self, chip: Chip, chance: random.Random) -> None:
        super().__init__(chip)
        self.outcome = chance.choice((b"A00", b"A01", b"---", b"T34", chance.randbytes(3)))


class ForgedEnd(Pocket):
    """A stranger's END without a key, before each question."""

    async def answer(self, data: bytes) -> bytes:
        """The stranger is heard first."""
        with suppress(No):
            await self.questions.answer(bytes([codes.END]) + codes.OURS + bytes(8))
        return await super().answer(data)


Make = Callable[[Floor, random.Random], Pocket]
KINDS: dict[str, Make] = {
    "answers changed on the way": lambda floor, chance: Changed(floor.mine, chance),
    "an outcome of the processor's own": lambda floor, chance: Outcomes(floor.mine, chance),
    "another chip under the first one's serial": lambda floor, chance: liars.Swapped(
        floor.mine, floor.other, chance.randrange(4)
    ),
    "a laptop with the public factory key": lambda floor, chance: liars.Laptop(floor.mine),
    "a twin's serial": lambda floor, chance: liars.TwinSerial(floor.mine),
    "greeted as another card": lambda floor, chance: liars.GreetsAsCard(floor.mine),
    "pieces for ever": lambda floor, chance: liars.WantsMore(floor.mine),
    "broken off for ever": lambda floor, chance: liars.Reluctant(floor.mine),
    "silent after some questions": lambda floor, chance: liars.Mute(floor.mine, chance.randrange(12)),
    "a stranger's END": lambda floor, chance: ForgedEnd(floor.mine),
    "relayed from elsewhere": lambda floor, chance: liars.Relayed(floor.mine),
    "a stranger in between": lambda floor, chance: liars.Interrupted(floor.mine),
    "the other customer's handheld": lambda floor, chance: Pocket(floor.other),
}


def attack(floor: Floor, number: int) -> str:
    """Session `number`: what was tried. Raises AssertionError where a promise did not hold."""
    chance = random.Random(number)
    kind = chance.choice(sorted(KINDS))
    pocket, payment, before = KINDS[kind](floor, chance), f"P{number}", floor.mine.cells.order
    other = floor.other.cells
    try:
        sold = sell_live(floor.desk, floor.terminal(pocket), straight, AMOUNT, payment, DAY, to=METER)
    except (VendError, WattKeyError) as refused:
        assert str(refused).isprintable(), f"{kind}: {str(refused)!r}"
    else:
        assert floor.mine.cells.order == sold.purchase.order == before + 1, f"{kind}: told as sold, and is not"
    _look_on(floor, pocket, chance)
    assert floor.other.cells == other, f"{kind}: the other customer's chip has changed"
    _end(floor, payment, before, kind)
    return kind


def _look_on(floor: Floor, pocket: Pocket, chance: random.Random) -> None:
    """One more command at the handheld of this session."""
    more = chance.choice((receive_live, bring_live, None))
    try:
        if more:
            more(floor.desk, floor.terminal(pocket), straight)
    except (VendError, WattKeyError) as refused:
        assert str(refused).isprintable()


def _end(floor: Floor, payment: str, before: int, kind: str) -> None:
    """The sale once more, now at the true handheld: sold once, loaded once."""
    honest = Pocket(floor.mine)
    sold = sell_live(floor.desk, floor.terminal(honest), straight, AMOUNT, payment, DAY, to=METER)
    cells = floor.mine.cells
    assert (cells.order, cells.amount, sold.purchase.state) == (before + 1, AMOUNT, "loaded"), f"{kind}: {cells}"
    floor.deliver(floor.mine)
    assert floor.purchase(payment).state == "delivered", kind
