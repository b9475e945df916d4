# making.py - puts a meter together from its parts
"""The one place that knows all of them. What a meter is to be is a Setup; a part more, or another language, is a line
here and a file of its own."""

from collections.abc import Mapping
from typing import Any

from wattkey_host.meter import bcd, commands_1997, commands_2007, readings
from wattkey_host.meter.commands_1997 import is_of_1997
from wattkey_host.meter.commands_2007 import is_for_one
from wattkey_host.meter.dlt645 import Command, Dlt645, Edition, Gate
from wattkey_host.meter.dlt698 import Dlt698
from wattkey_host.meter.load import Load
from wattkey_host.meter.meter import Meter
from wattkey_host.meter.meterclock import MeterClock
from wattkey_host.meter.objects698 import Objects
from wattkey_host.meter.prepaid import MeterKeys, Personality, access, events
from wattkey_host.meter.prepaid import moneyreadings as of_money
from wattkey_host.meter.prepaid.esam import Esam
from wattkey_host.meter.prepaid.personality import NO_TRIPS
from wattkey_host.meter.prepaid.prepaid import Prepaid
from wattkey_host.meter.registers import Registers
from wattkey_host.meter.services698 import Services
from wattkey_host.meter.setup import Setup
from wattkey_host.meter.sources import Blocks, Live, Standing, Twins, Zeros
from wattkey_host.meter.speaking import Voice
from wattkey_host.meter.store import Source, Store
from wattkey_host.meter.supply import Supply
from wattkey_host.meter.telling import Teller
from wattkey_host.reader.dlt645.identifier import DLT698
from wattkey_host.sim.clock import VirtualClock


def build(setup: Setup, clock: VirtualClock, teller: Teller | None = None) -> Meter:
    """A meter as `setup` wants it. Raises ValueError for a number that is not of 12 digits."""
    number, power, time = bcd.number(setup.address), Supply(), MeterClock(clock, setup.ahead_s)
    meter = Meter(
        number,
        clock,
        time=time,
        power=power,
        voice=Voice(clock, power, setup.answer_ms, setup.preamble),
        registers=Registers(setup.rates, setup.registers),
        load=Load(setup.load_kw, clock.now_us),
        passwords={level: bytes.fromhex(digits) for level, digits in setup.passwords.items()},
        teller=teller or Teller(),
        prepaid=_prepaid(setup, clock, time, power) if setup.prepaid else None,
    )
    _fill(meter.store, setup, meter)
    also = [bcd.number(other) for other in setup.also_answers]
    editions, third = _editions(setup), DLT698 in setup.standards
    meter.dlt645 = Dlt645(
        meter, editions, room=setup.room, alone=setup.alone, needs_fe=setup.needs_fe, also=also, mixed=third
    )
    if editions:
        meter.learn(meter.dlt645)
    if third:
        meter.dlt698 = Dlt698(meter, Services(meter, setup.room, setup.strict, setup.infrared), setup.needs_fe)
        meter.learn(meter.dlt698)
    return meter


def local_meter(
    number: str,
    customer: str,
    keys: MeterKeys,
    clock: VirtualClock,
    seed: int = 0,
    *,
    answer_ms: int = 20,
    preamble: int = 4,
    ahead_s: float = 0,
    personality: str = "",
    ways: Personality | None = None,
    password: str | None = None,
    **scene: Any,
) -> Meter:
    """A State Grid single-phase local prepaid meter behind its infrared eye, DL/T 645-2007. Raises ValueError for a
    personality that nobody knows.

    `password`: 6 digits; then relay commands 1B and 1C are taken with PA=02 or 04. `scene`: keywords of Prepaid.
    """
    setup = Setup(
        address=number,
        customer=customer,
        standards=("2007",),
        local=True,
        answer_ms=answer_ms,
        preamble=preamble,
        ahead_s=ahead_s,
        personality=personality,
        ways=ways,
        keys=keys,
        seed=seed,
        passwords=dict.fromkeys((2, 4), password) if password is not None else {},
        scene=scene,
        registers=(0, 0, 0, 0),
    )
    return build(setup, clock)


def _prepaid(setup: Setup, clock: VirtualClock, time: MeterClock, power: Supply) -> Prepaid:
    esam = Esam(bcd.number(setup.address), bcd.number(setup.customer), setup.keys, clock, setup.seed, setup.behaviour)
    return Prepaid(esam, clock, time, power, **setup.scene)


def _fill(store: Store, setup: Setup, meter: Meter) -> None:
    """Where its values come from, in this order."""
    sources: list[Source] = []
    if setup.prepaid:
        ways = setup.behaviour
        trips = events.readings(ways.trip_records == NO_TRIPS)
        meter.prepaid.events.energy = lambda: meter.registers.held[0]
        of_meter = of_money.READINGS, of_money.RECORDS_OF[ways.records], trips
        sources += [Live(meter.prepaid, table) for table in of_meter]
    else:
        store.put("2007", "0400040E", bcd.number(setup.customer)[::-1])
    sources.append(Live(meter, readings.READINGS))
    if setup.local:
        sources.append(Live(meter, readings.READY))
    else:
        store.put("2007", "04000204", bytes([setup.rates]))
        blocks = Blocks(store, b"\xaa" if setup.end_mark else b"")
        sources += [Objects(store, setup.rates), Twins(store, setup.rates)]
        sources += [Standing(setup.phases), Zeros(setup.rates), blocks]
    store.sources = sources


def _editions(setup: Setup) -> list[Edition]:
    """The editions of DL/T 645 that the meter speaks, the older one first."""
    known = {"1997": Edition("1997", commands_1997.COMMANDS, [is_of_1997]), "2007": _edition_2007(setup)}
    return [edition for name, edition in known.items() if name in setup.standards]


def _edition_2007(setup: Setup) -> Edition:
    if setup.local:
        return Edition("2007", access.LOCAL, [is_for_one, access.is_open])
    commands: Mapping[int, Command] = commands_2007.COMMANDS
    gates: list[Gate] = [is_for_one]
    if setup.prepaid:
        commands = {**commands, **access.COMMANDS}
        gates += [access.is_security, *([access.is_open] if setup.infrared else [])]
    return Edition("2007", commands, gates)
