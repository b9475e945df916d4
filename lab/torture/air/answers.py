# answers.py - `wattkey torture answers`: a million answers with turned bits, and not one wrong value
"""Question and answer cross a line on which every bit turns over with the same chance: start, data, parity and stop
bits, and the silence before and behind. Scanner, master, registers and collector are the device's own; the meter
is its slave."""

import json
import math
import os
import random
import signal
from collections.abc import Callable
from multiprocessing import get_context
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from wattkey.box.boxmeter import READ, BoxMeter
from wattkey.box.collector import Collector
from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.master import Master
from wattkey.dlt645.slave import Slave
from wattkey.dlt698 import both, get, link
from wattkey.dlt698.asker import Asker
from wattkey.dlt698.link import Frame698
from wattkey.ports import Clock, Link
from wattkey_host.meter.bcd import low_first
from wattkey_host.sim.head import straight
from wattkey_lab.torture.air.channel import through

CHUNK = 20_000  # answers in one piece of work; its number is its seed
NICE = 10
OWN = bytes.fromhex("000020815993")
SIZES = {1997: (4, 5), 2007: (5,), 698: (4, 5)}  # values in a block
EDITIONS, THIRD = (1997, 2007), (698,)
# name -> whether a byte with a wrong parity or stop bit is dropped, and what the meter speaks
RECEIVERS = {
    "parity": (True, EDITIONS), "uart": (False, EDITIONS), "698 parity": (True, THIRD), "698 uart": (False, THIRD),
}  # fmt: skip


class Tally(NamedTuple):
    """What became of so many answers. `damaged` reached us otherwise than they were sent; `retried`: questions more
    than an undisturbed line would have needed; `given_up`: readings that were told as silent or unsure."""

    answers: int = 0
    damaged: int = 0
    readings: int = 0
    retried: int = 0
    given_up: int = 0
    wrong: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """The sum."""
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))


class _Time(Clock):
    now = 0

    def ticks_ms(self) -> int:
        return self.now & 0x1FFFFFFF


class NoisyPair(Link):
    """A meter at the other end of a bad line. `values` are what it holds; it answers to every block of energies, each
    month another one, so that a question damaged into another brings a block that looks as good."""

    patience_ms = 560

    def __init__(self, clock: _Time, rate: float, checks_parity: bool, chance: random.Random) -> None:
        self.checks_parity = checks_parity
        self.standard = 1997
        self.values: tuple[int, ...] = (0,)
        self.asked = self.answers = self.damaged = 0
        self._clock, self._chance = clock, chance
        self._off = math.log1p(-rate)
        self._slave = Slave(OWN, self._handle)
        self._coming = b""

    def _handle(self, control: int, data: bytes, to: bytes) -> bytes | None:
        asked = codes.question(self.standard, codes.ENERGY[self.standard])
        if (control, len(data)) != (asked[0], len(asked[1])):
            return None
        other = data != asked[1]
        return data + b"".join(low_first(value ^ other, 4) for value in self.values)

    async def send(self, data: bytes | bytearray) -> None:
        """The question, and whatever comes of it."""
        self.asked += 1
        scanner = both.Scanner() if self.standard == 698 else Scanner()
        scanner.feed(self._through(bytes(data)))
        question = scanner.next(idle=True)
        sent = self._reply(question) if question else b""
        self._coming = b""
        if sent:
            self._coming = self._through(sent)
            self.answers += 1
            self.damaged += self._coming != sent

    def _reply(self, question: Frame | Frame698) -> bytes:
        """The frame that the meter sends; b"" for none."""
        if self.standard != 698:
            reply = self._slave.reply(question) if isinstance(question, Frame) else None
            return bytes(encode(reply, 2)) if reply else b""
        if not isinstance(question, Frame698) or question.address != OWN or question.control != link.ASK:
            return b""
        asked = question.data[3:7]
        if question.data[:2] != bytes([get.GET, get.NORMAL]) or asked[2:3] != b"\2":
            return b""
        other = asked != get.ENERGY.to_bytes(4, "big")
        held = b"".join(b"\6" + (value ^ other).to_bytes(4, "big") for value in self.values)
        head = bytes([get.GET | get.REPLY, get.NORMAL]) + question.data[2:7]
        apdu = head + b"\1\1" + bytes([len(self.values)]) + held + b"\0\0"
        return bytes(link.encode(Frame698(OWN, link.ANSWER, apdu, question.client), 2))

    async def receive(self, limit_ms: int) -> bytes:
        """All of the answer at once, then silence."""
        data, self._coming = self._coming, b""
        self._clock.now += 0 if data else limit_ms
        return data

    def _through(self, data: bytes) -> bytes:
        return through(data, self._off, self.checks_parity, self._chance)


def work(task: tuple[int, int, float, str]) -> Tally:
    """One chunk: (number, answers, bit error rate, name of the receiver)."""
    number, answers, rate, receiver = task
    checks_parity, standards = RECEIVERS[receiver]
    chance = random.Random(f"{number} {checks_parity}")  # the line's weather, the same in every run
    clock = _Time()
    pair = NoisyPair(clock, rate, checks_parity, chance)
    collector = Collector(Master(pair, clock), pair, third=lambda: Asker(pair, clock))
    readings = given_up = wrong = 0
    while pair.answers < answers:
        pair.standard = chance.choice(standards)
        pair.values = tuple(chance.randrange(10**8) for _ in range(chance.choice(SIZES[pair.standard])))
        entry = BoxMeter(OWN, pair.standard, pair.baud)
        entry.thrifty, entry.preamble = True, chance.choice((0, 4))
        state = straight(collector.read(entry))
        readings += 1
        given_up += state != READ
        wrong += bool(entry.values) and entry.values != pair.values
    needed = readings * (1 if checks_parity else 2)
    return Tally(pair.answers, pair.damaged, readings, pair.asked - needed, given_up, wrong)


def _start_worker() -> None:
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal interrupts all; the parent ends them and says so


def torture(answers: int, rate: float, told: Callable[[int], None] = lambda done: None) -> dict[str, Tally]:
    """`answers` answers for each kind of receiver, on all processors, niced."""
    totals = dict.fromkeys(RECEIVERS, Tally())
    with get_context("fork").Pool(initializer=_start_worker) as pool:
        for name in RECEIVERS:
            sizes = [min(CHUNK, answers - at) for at in range(0, answers, CHUNK)]
            tasks = [(number, size, rate, name) for number, size in enumerate(sizes)]
            for tally in pool.imap_unordered(work, tasks):
                totals[name] = totals[name].plus(tally)
                told(tally.answers)
    return totals


def answers(
    count: Annotated[int, typer.Option("--answers", min=1, help="For each kind of receiver")] = 1_000_000,
    rate: Annotated[float, typer.Option(min=0, max=0.1, help="Chance of every bit to turn over")] = 1e-3,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False,
) -> None:
    """Answers of meters with turned bits: what is damaged is asked for again, and no wrong value is ever believed."""
    console = Console(stderr=True)
    with Progress(console=console) as bar:
        task = bar.add_task("answers", total=count * len(RECEIVERS))
        totals = torture(count, rate, lambda done: bar.advance(task, done))
    table = Table("receiver", *Tally._fields)
    for name, tally in totals.items():
        table.add_row(name, *(f"{value:,}" for value in tally))
    Console(stderr=as_json).print(table)
    if as_json:
        print(json.dumps({"rate": rate, **{name: tally._asdict() for name, tally in totals.items()}}))
    if any(tally.wrong for tally in totals.values()):
        raise typer.Exit(1)
