# boxmeters.py - the meters of a box, from a table of them: what each is like, and what it would have to say
"""A box file is TOML, one line a meter (docs/box-bench.md has the keys). Energies that it does not give follow from the
number, so that no two meters hold the same."""

import random
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from wattkey.box.boxmeter import MOST, WAKE
from wattkey.dlt645 import registers
from wattkey_host.meter.fault import CORRUPT, FOREVER, SILENT, Fault
from wattkey_host.meter.making import build
from wattkey_host.meter.meter import Meter
from wattkey_host.meter.registers import hundredths
from wattkey_host.meter.setup import Setup
from wattkey_host.meter.telling import Teller
from wattkey_host.reader.dlt645.identifier import DLT698, standard_of
from wattkey_host.sim.bus import Bus
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.tomlfile import tables

BOX = Path(__file__).with_name("boxmeters.toml")  # the 64 that the figures are of
BOX3 = Path(__file__).with_name("boxmeters3.toml")  # 64 of three languages
SPOKEN = ("1997", "2007", "698")
FULL = 100_000_000  # hundredths of a kWh: a register has eight digits


@dataclass(frozen=True)
class Spec:
    """One line of a box file. Addresses are 12 digits; `energy` is in kWh, from the sharp rate (of three: peak) on."""

    address: str
    standard: str = "1997"
    rates: int = 4
    answer_ms: int = 20
    preamble: int = 4  # FE bytes in front of its answers
    needs_fe: int = 0  # FE bytes without which it does not hear a question
    end_mark: bool = False
    silent: bool = False
    damaged: bool = False  # each of its answers has a bit turned over
    both: bool = False  # it speaks 698.45 too
    clock_ahead_s: int = 0
    also_answers: tuple[str, ...] = ()  # other meters' numbers to which it answers too, under its own
    energy: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for what no meter is."""
        for number in (self.address, *self.also_answers):
            if not (len(number) == 12 and number.isdecimal() and number.isascii()):
                raise ValueError(f"{number} is not 12 digits")
        if self.standard not in SPOKEN:
            raise ValueError(f"{self.standard} is none of {', '.join(SPOKEN)}")
        if self.rates not in (3, 4) or (self.energy and len(self.energy) != self.rates):
            raise ValueError("a meter has 3 or 4 rates, and as many energies")
        if any(value >= FULL for value in self.values):
            raise ValueError("a register holds at most 999999.99 kWh, the total too")
        if not 0 <= self.needs_fe <= WAKE or not 0 <= self.preamble <= 64 or not 0 <= self.answer_ms <= 60_000:
            raise ValueError(f"needs_fe is 0 to {WAKE}, preamble 0 to 64, answer_ms 0 to 60000")

    @property
    def registers(self) -> tuple[int, ...]:
        """Hundredths of a kWh of its rates."""
        if self.energy:
            return tuple(hundredths(kwh) for kwh in self.energy)
        chance = random.Random(self.address)  # a made-up load
        return tuple(chance.randrange(100_00, 150_000_00) for _ in range(self.rates))

    @property
    def values(self) -> tuple[int, ...]:
        """What a right reading of it holds: total and rates in hundredths of a kWh."""
        return (sum(self.registers), *self.registers)


def load(path: Path = BOX) -> list[Spec]:
    """The meters of a box file. Raises ValueError, with what is wrong and where."""
    lines = tables(path).get("meter")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST:
        raise ValueError(f"{path}: a box has 1 to {MOST} lines of `meter`")
    specs = [_spec(path, number, line) for number, line in enumerate(lines, 1)]
    if len({spec.address for spec in specs}) < len(specs):
        raise ValueError(f"{path}: an address stands there twice")
    return specs


def _spec(path: Path, number: int, line: Any) -> Spec:
    try:
        kinds = {field.name: type(getattr(_PLAIN, field.name)) for field in fields(Spec)}
        for name, value in line.items():
            if name not in kinds:
                raise ValueError(f"{name} is none of {', '.join(kinds)}")
            if type(value) is not (list if kinds[name] is tuple else kinds[name]):
                raise ValueError(f"{name} = {value!r} is no {kinds[name].__name__}")
        given: dict[str, Any] = {n: tuple(map(str, v)) if isinstance(v, list) else v for n, v in line.items()}
        return Spec(**given)
    except (ValueError, TypeError, AttributeError, ArithmeticError) as wrong:
        raise ValueError(f"{path}: meter {number}: {wrong}") from wrong


_PLAIN = Spec("000000000000")


def box_meter(spec: Spec, clock: VirtualClock, teller: Teller | None = None) -> Meter:
    """The meter that a line of a box file describes; of 1997 there are no prepaid ones."""
    setup = Setup(
        address=spec.address,
        standards=(standard_of(spec.standard), *((DLT698,) if spec.both else ())),
        rates=spec.rates,
        prepaid=spec.standard != "1997",
        end_mark=spec.end_mark,
        answer_ms=spec.answer_ms,
        preamble=spec.preamble,
        needs_fe=spec.needs_fe,
        also_answers=spec.also_answers,
        ahead_s=spec.clock_ahead_s,
        scene={},
        registers=(0,) * (4 - spec.rates) + spec.registers,  # type: ignore[arg-type]  # four, as many as it says
    )
    meter = build(setup, clock, teller)
    if spec.silent or spec.damaged:
        meter.faults = [Fault(SILENT if spec.silent else CORRUPT, times=FOREVER)]
    return meter


def hang(specs: list[Spec], bus: Bus, clock: VirtualClock) -> None:
    """Put their meters on a pair of wires."""
    for spec in specs:
        bus.add(box_meter(spec, clock))


def is_right(spec: Spec, names: tuple[str, ...], values: tuple[int | None, ...]) -> bool:
    """Whether a reading is what the meter holds, rate by rate."""
    return names == registers.rates(int(spec.standard), len(spec.values)) and values == spec.values
