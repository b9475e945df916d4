# programs.py - meters whose programs differ: suspended, with a newer chip, late, without records
"""One rule of host/meter/prepaid/personality.py at a time."""

from dataclasses import replace
from typing import Any

from wattkey.dlt645 import ids
from wattkey.dlt645.codes import READ
from wattkey_host.meter import fault
from wattkey_host.meter.fault import Fault
from wattkey_lab.badinput.case import Case
from wattkey_lab.badinput.standin import well
from wattkey_lab.torture.cuts.bench import Bench

FOR_EVER = 1000


def _like(bench: Bench, **ways: Any) -> None:
    """The meter of the bench behaves otherwise from now on."""
    prepaid = bench.meter.prepaid
    prepaid.ways = prepaid.esam.ways = replace(prepaid.ways, **ways)


def hung(bench: Bench) -> None:
    """Two hundred wrong MACs today, and a program that refuses the status then."""
    _like(bench, suspended_blocks_status=True)
    bench.meter.prepaid.esam.mac_failures = 200
    bench.press("#")


def forgiven(bench: Bench) -> None:
    """The next day."""
    bench.meter.prepaid.esam.mac_failures = 0
    well(bench)


def newer_chip(bench: Bench) -> None:
    """The chip of the meter is a newer one, whose MAC is none of ours."""
    _like(bench, newer_chip=True)
    bench.press("#")
    _like(bench, newer_chip=False)


def lagging(bench: Bench) -> None:
    """The meter says yes, and writes nothing down until tomorrow."""
    prepaid, take = bench.meter.prepaid, bench.meter.prepaid.take_purchase
    waiting: list[int] = []
    vars(prepaid).update(take_purchase=waiting.append)
    bench.press("#")
    vars(prepaid).update(take_purchase=take)
    for cents in waiting:
        take(cents)


def without_records(bench: Bench) -> None:
    """0333xxxx is refused."""
    for di in (ids.PURCHASE_RECORD, ids.PURCHASE_COUNT, ids.PURCHASE_CUMULATIVE):
        bench.meter.faults.append(Fault(fault.REFUSE, READ, di, FOR_EVER, serr=2))
    bench.press("#")
    if bench.page.help == "#=yes  *=no":
        bench.press("#")


def confirmed(bench: Bench) -> None:
    """The seller finds a record after all; the customer comes once more."""
    bench.meter.faults.clear()
    well(bench)


CASES = (
    Case("remote setting is suspended, status and all", "T74", hung, heal=forgiven),
    Case("the meter proves its wallet with one MAC, as newer chips do", "T76", newer_chip, heal=well),
    Case("a load is accepted, and the run file does not show it", "T77", lagging, heal=well),
    Case("the meter keeps no purchase records", "M56", without_records, heal=confirmed),
)
