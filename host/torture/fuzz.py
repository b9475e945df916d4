# fuzz.py - `wattkey torture fuzz`: streams through scanner and slave, mutated documents through parsers and chip
"""No exception but the one that a parser promises, no hang, no growth, no false accept. Chance comes from a seed, so
what fails comes again. Mutation of good input only: the parsers are small enough that it reaches them whole."""

import json
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.slave import Slave
from wattkey.orders import BadDocument, pack, parse, unpack
from wattkey.wallet import PROFILE
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.issue import issue
from wattkey_host.vend.keys import Keys
from wattkey_host.vend.receive import receive
from wattkey_host.vend.sell import document, sell
from wattkey_host.vend.shop import KEYS, Shop

OWN, OTHER = bytes.fromhex("000000123456"), bytes.fromhex("000000654321")
METER, CUSTOMER, SOLD = "000000123456", "000000000042", date(2026, 11, 20)
SUM_COINCIDES = 1e-4  # a damaged head and the frame behind it may make one that is right: the sum has eight bits
WAITING = 2 * 216  # bytes that a scanner may hold: the longest frame, and what came with its end
Chance = random.Random
Once = Callable[[Chance], None]


class Fuzz(NamedTuple):
    """One thing that is fed; `once` raises what must not happen. `full`: how often without --share."""

    name: str
    full: int
    make: Callable[[Path], Once]


def mutated(data: bytes, chance: Chance) -> bytes:
    """One to four changes: a bit, a byte, a cut, a piece twice, noise in between."""
    out = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(out) + 1)
        kind = chance.randrange(5)
        if kind == 0 and at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        elif kind == 1 and at < len(out):
            out[at] = chance.randrange(256)
        elif kind == 2:
            del out[at : at + chance.randrange(1, 9)]
        elif kind == 3:
            out[at:at] = out[at : at + chance.randrange(1, 20)]
        else:
            out[at:at] = chance.randbytes(chance.randrange(1, 5))
    return bytes(out)


def streams(_folder: Path) -> Once:
    """Frames whole and damaged, and noise, through one scanner into one slave; a whole frame behind must be found."""
    scanner, slave = Scanner(), Slave(OWN, lambda control, data, to: data[:4] + b"\x11\x22")

    fed = missed = 0

    def once(chance: Chance) -> None:
        nonlocal fed, missed
        control = chance.choice((0x11, 0x03, 0x12, 0x91, 0x1C))
        frame = Frame(chance.choice((OWN, OTHER)), control, chance.randbytes(chance.randrange(20)))
        whole = bytes(encode(frame, chance.randrange(5)))
        damaged = mutated(whole, chance)
        scanner.feed(damaged)
        scanner.feed(whole)
        found = []
        while (heard := scanner.next(idle=True)) is not None:
            found.append(bytes(encode(heard, 0)))
            assert found[-1] in damaged + whole, "a frame that was never on the line"
            slave.reply(heard)
        fed += 1
        missed += not whole.endswith(found[-1] if found else b"-")
        assert missed <= 3 + fed * SUM_COINCIDES, "good frames are missed behind damaged ones"
        assert len(scanner._buffer) - scanner._at <= WAITING, "the scanner grows"

    return once


def documents(folder: Path) -> Once:
    """Documents as text: refused in the way that is promised, or taken and the same when written again."""
    _, texts = _desk(folder)

    def once(chance: Chance) -> None:
        try:
            doc = parse(mutated(chance.choice(texts), chance))
        except BadDocument as bad:
            assert bad.code.startswith("T2"), bad.code
            return
        assert pack(parse(json.dumps(doc).encode())) == pack(doc), "not the same when written again"

    return once


def orders_at_the_chip(folder: Path) -> Once:
    """Packed orders with any field changed: the chip takes none that is not equal in every field."""
    shop, texts = _desk(folder)
    good = parse(texts[0])
    chip = new_chip("00000000000000c1")
    shop = Shop.create(folder / "chip", seed=b"fuzz")
    card = issue(shop, chip, METER, CUSTOMER)
    good = parse(document(shop, sell(shop, card.card, 100_00, "P1", SOLD)))
    right = pack(good)

    def once(chance: Chance) -> None:
        wrong = bytearray(right)
        for _ in range(chance.randrange(1, 4)):
            wrong[chance.randrange(len(wrong))] = chance.randrange(256)
        if bytes(wrong) != right:
            _, status = chip.apdu(PROFILE["purchase"][0] + bytes(wrong))
            assert status != 0x9000, f"the chip took {wrong.hex()}"
            assert (chip.cells.order, chip.cells.state) == (0, 0)

    return once


def reports_at_the_host(folder: Path) -> Once:
    """Reports with anything changed: refused in words, or taken because they say the same."""
    shop, texts = _desk(folder)
    right = pack(parse(texts[1]))

    def once(chance: Chance) -> None:
        text = mutated(texts[1], chance)
        try:
            receive(shop, text)
        except VendError:
            return
        assert pack(parse(text)) == right, "the host took another report"

    return once


def key_files(folder: Path) -> Once:
    """The key store with anything changed is refused in words, or has the same keys."""
    shop, _ = _desk(folder)
    path = folder / "desk" / KEYS
    right, keys = path.read_bytes(), shop.keys.card_keys("1" * 16)

    def once(chance: Chance) -> None:
        path.write_bytes(mutated(right, chance))
        try:
            Keys.load(path).card_keys("1" * 16)
        except VendError:
            return
        finally:
            path.write_bytes(right)
        assert keys

    return once


def _desk(folder: Path) -> tuple[Shop, list[bytes]]:
    """A shop, and the text of a purchase and of a report."""
    shop, chip = Shop.create(folder / "desk", seed=b"fuzz"), new_chip("00000000000000d1")
    card = issue(shop, chip, METER, CUSTOMER)
    text = document(shop, sell(shop, card.card, 100_00, "P1", SOLD))
    chip.apdu(PROFILE["purchase"][0] + pack(parse(text)))
    packed, _ = chip.apdu(PROFILE["report"][0])
    return shop, [text, json.dumps(unpack("report", packed)).encode()]


FUZZES = (
    Fuzz("streams", 1_000_000, streams),
    Fuzz("documents", 100_000, documents),
    Fuzz("orders at the chip", 100_000, orders_at_the_chip),
    Fuzz("reports at the host", 100_000, reports_at_the_host),
    Fuzz("key files", 10_000, key_files),
)


def run(kind: Fuzz, times: int, seed: int = 0) -> None:
    """Feed it so many times. What goes wrong comes out."""
    chance = random.Random(f"{kind.name} {seed}")  # noqa: S311 the same again
    with tempfile.TemporaryDirectory() as folder:
        once = kind.make(Path(folder))
        for _ in range(times):
            once(chance)


def fuzz(
    share: Annotated[float, typer.Option(min=0, max=1, help="Of the full number")] = 1,
    seed: Annotated[int, typer.Option(help="Other chance")] = 0,
) -> None:
    """A million streams through scanner and slave, a hundred thousand mutations through each parser and the chip."""
    console = Console(highlight=False)
    for kind in FUZZES:
        started, times = time.perf_counter(), round(kind.full * share)
        run(kind, times, seed)
        console.print(f"{kind.name}: {times:,} in {time.perf_counter() - started:.0f} s, nothing went wrong")
