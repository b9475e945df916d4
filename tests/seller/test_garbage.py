# test_garbage.py - whatever falls on the eye: the chip stays as it was, and a sale works afterwards
import random

import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.sim.head import straight

SEEDS = range(6)


def noise(chance):
    """Bytes, frames of all kinds, frames cut short, and questions of the seller's with wrong fields."""
    for _ in range(12):
        kind = chance.randrange(4)
        data = chance.randbytes(chance.randrange(0, 60))
        if kind == 0:
            yield data
            continue
        if kind > 1:
            data = bytes([chance.randrange(8)]) + b"KW\x0f" + data
        address = chance.choice([b"\xaa" * 6, bytes.fromhex("000000000001"), chance.randbytes(6)])
        frame = bytes(encode(Frame(address, chance.choice([0x03, 0x03, 0x11, 0x13, 0x14, 0x83]), data)))
        yield frame[: chance.randrange(len(frame))] if chance.random() < 0.3 else frame


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("known", [False, True])
def test_garbage_changes_nothing(counter, seed, known):
    chance = random.Random(seed)
    before = counter.chip.cells
    if known:
        straight(counter.terminal().open())
    for data in noise(chance):
        straight(counter.link.send(data))
        counter.world.run_for(chance.random())
    assert counter.chip.cells == before
    assert counter.page.title == "Seller"
    counter.world.run_for(1)
    assert counter.sell().purchase.order == 1
