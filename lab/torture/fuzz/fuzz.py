# fuzz.py - `wattkey torture fuzz`: streams through scanner and slave, mutated documents through parsers and chip
"""No exception but the one that a parser promises, no hang, no growth, no false accept. Chance comes from a seed, so
what fails comes again. --guided follows the parsers instead (guided.py)."""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame, Scanner
from wattkey.dlt645.slave import Slave
from wattkey.dlt698 import both
from wattkey.dlt698.link import ANSWER, ASK, SCRAMBLED, Frame698
from wattkey.orders import pack, parse
from wattkey.profile import DONE, header
from wattkey_host.meter.eitherframe import encode
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue
from wattkey_lab.torture.fuzz import feeds_698
from wattkey_lab.torture.fuzz.corner import CUSTOMER, METER, SOLD
from wattkey_lab.torture.fuzz.feeds import FEEDS, OTHER, OWN, WAITING, Feed
from wattkey_lab.torture.fuzz.guided import MISSING, available, follow

SUM_COINCIDES = 1e-4  # a damaged head and the frame behind it may make one that is right: the sum has eight bits
_CONTROLS = (codes.READ, codes.SECURITY, codes.READ | codes.ANSWER, codes.READ_1997 | codes.ANSWER)
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
        control = chance.choice((codes.READ, codes.SECURITY, codes.MORE, codes.READ | codes.ANSWER, codes.RELAY))
        frame = Frame(chance.choice((OWN, OTHER)), control, chance.randbytes(chance.randrange(20)))
        whole = encode(frame, chance.randrange(5))
        damaged = mutated(whole, chance)
        scanner.feed(damaged)
        scanner.feed(whole)
        found = []
        while (heard := scanner.next(idle=True)) is not None:
            found.append(encode(heard, 0))
            assert found[-1] in damaged + whole, "a frame that was never on the line"
            slave.reply(heard)
        fed += 1
        missed += not whole.endswith(found[-1] if found else b"-")
        assert missed <= 3 + fed * SUM_COINCIDES, "good frames are missed behind damaged ones"
        assert len(scanner._buffer) - scanner._at <= WAITING, "the scanner grows"

    return once


def mixed_streams(_folder: Path) -> Once:
    """Frames of both languages, whole and damaged, through the scanner of both; a whole one behind must be found."""
    scanner = both.Scanner()
    fed = missed = 0

    def once(chance: Chance) -> None:
        nonlocal fed, missed
        whole = encode(_either(chance), chance.randrange(5))
        damaged = mutated(encode(_either(chance), chance.randrange(5)), chance)
        scanner.feed(damaged)
        scanner.feed(whole)
        found = [encode(frame, 0) for frame in feeds_698.heard(scanner)]
        assert all(one in damaged + whole for one in found), "a frame that was never on the line"
        fed += 1
        missed += not whole.endswith(found[-1] if found else b"-")
        assert missed <= 3 + fed * SUM_COINCIDES, "good frames are missed behind damaged ones"
        assert len(scanner._buffer) - scanner._at <= feeds_698.LONGEST, "the scanner grows"

    return once


def _either(chance: Chance) -> Frame | Frame698:
    address, data = chance.choice((OWN, OTHER)), chance.randbytes(chance.randrange(40))
    if chance.randrange(2):
        return Frame(address, chance.choice(_CONTROLS), data)
    return Frame698(address, chance.choice((ASK, ANSWER, ANSWER | SCRAMBLED)), data)


def orders_at_the_chip(folder: Path) -> Once:
    """Packed orders with any field changed: the chip takes none that is not equal in every field."""
    chip = new_chip("00000000000000c1")
    shop = Shop.create(folder / "chip", seed=b"fuzz")
    card = issue(Desk(shop), chip, METER, CUSTOMER)
    good = parse(Desk(shop).document(Desk(shop).sell(card.card, 100_00, "P1", SOLD)))
    right = pack(good)

    def once(chance: Chance) -> None:
        wrong = bytearray(right)
        for _ in range(chance.randrange(1, 4)):
            wrong[chance.randrange(len(wrong))] = chance.randrange(256)
        if bytes(wrong) != right:
            _, status = chip.apdu(header("purchase") + bytes(wrong))
            assert status != DONE, f"the chip took {wrong.hex()}"
            assert (chip.cells.order, chip.cells.state) == (0, 0)

    return once


def _mutations(feed: Feed) -> Callable[[Path], Once]:
    """A feed, with mutations of its good inputs."""

    def make(folder: Path) -> Once:
        good, one = feed.make(folder)
        return lambda chance: one(mutated(chance.choice(good), chance))

    return make


FUZZES = (
    Fuzz("streams", 1_000_000, streams),
    Fuzz("streams of both languages", 1_000_000, mixed_streams),
    Fuzz("orders at the chip", 100_000, orders_at_the_chip),
    *(Fuzz(feed.name, feed.full, _mutations(feed)) for feed in FEEDS),
)


def run(kind: Fuzz, times: int, seed: int = 0) -> None:
    """Feed it so many times. What goes wrong comes out."""
    chance = random.Random(f"{kind.name} {seed}")  # one seed, one run
    with tempfile.TemporaryDirectory() as folder:
        once = kind.make(Path(folder))
        for _ in range(times):
            once(chance)


def fuzz(
    share: Annotated[float, typer.Option(min=0, max=1, help="Of the full number")] = 1,
    seed: Annotated[int, typer.Option(help="Other chance")] = 0,
    guided: Annotated[bool, typer.Option("--guided", help="Follow what each parser does (needs atheris)")] = False,
    seconds: Annotated[float, typer.Option(min=1, help="With --guided, for each parser")] = 10,
    only: Annotated[str, typer.Option(help="Only those whose name has this in it")] = "",
    again: Annotated[
        str, typer.Option(metavar="HEX", help="Feed these bytes once to the parser that --only names")
    ] = "",
) -> None:
    """A million streams through scanner and slave, a hundred thousand mutations through each parser and the chip."""
    console = Console(highlight=False)
    if again:
        _again(only, again)
    elif guided:
        _guided([feed for feed in FEEDS if only in feed.name], seconds, console)
    else:
        for kind in (kind for kind in FUZZES if only in kind.name):
            started, times = time.perf_counter(), round(kind.full * share)
            run(kind, times, seed)
            console.print(f"{kind.name}: {times:,} in {time.perf_counter() - started:.0f} s, nothing went wrong")


def _guided(feeds: list[Feed], seconds: float, console: Console) -> None:
    if not available():
        typer.echo(MISSING, err=True)
        raise typer.Exit(1)
    failed = False
    for feed in feeds:
        outcome = follow(feed.name, seconds)
        if outcome.broken is None:
            console.print(f"{feed.name}: {outcome.runs:,} inputs, {outcome.places} places reached, nothing went wrong")
            continue
        failed = True
        console.print(f"[red]{feed.name}[/]: broken after {outcome.runs:,} inputs")
        console.print(outcome.words, markup=False)
        command = f"wattkey torture fuzz --only '{feed.name}' --again {outcome.broken.hex()}"
        console.print(f"again: {command}", markup=False, soft_wrap=True)
    if failed:
        raise typer.Exit(1)


def _again(name: str, text: str) -> None:
    """What goes wrong comes out, with its traceback: this is for whoever mends it."""
    feed = next((feed for feed in FEEDS if feed.name == name), None)
    if feed is None:
        raise typer.BadParameter(f"--only must be one of: {', '.join(feed.name for feed in FEEDS)}")
    try:
        data = bytes.fromhex(text)
    except ValueError as error:
        raise typer.BadParameter(f"--again: {error}") from error
    with tempfile.TemporaryDirectory() as folder:
        feed.make(Path(folder))[1](data)
    print(f"{name}: nothing went wrong")
