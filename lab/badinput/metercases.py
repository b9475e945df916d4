# metercases.py - the meter: silent, another one, refusing, garbled, and what has happened to it meanwhile
"""The simulated meter has faults, or another one hangs in its place."""

from typing import Any

from wattkey.dlt645.codes import READ, SECURITY, SERR_COUNT, SERR_MAC, SERR_SUSPENDED
from wattkey.dlt645.ids import (
    IDENTIFY,
    IR_ANSWER,
    IR_QUERY,
    PURCHASE_COUNT,
    PURCHASE_RECORD,
    READ_BACK,
    RECHARGE,
    STATUS,
)
from wattkey_host.meter import fault
from wattkey_host.meter.fault import Fault
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid.account import Terms
from wattkey_lab.badinput import closing, programs
from wattkey_lab.badinput.case import Case, Deed
from wattkey_lab.badinput.oldmeter import Old
from wattkey_lab.badinput.standin import home, well
from wattkey_lab.torture.cuts.bench import Bench

FOR_EVER = 1000


def faulty(kind: str, **more: Any) -> Deed:
    """Press OK; the meter has a fault."""

    def do(bench: Bench) -> None:
        bench.meter.faults.append(Fault(kind, **more))
        bench.press("#")

    return do


def load_refused(serr: int) -> Deed:
    """Press OK; the meter refuses the load with this error word."""
    return faulty(fault.REFUSE, control=SECURITY, di=RECHARGE, serr=serr)


def turned_away(bench: Bench) -> None:
    """The device points at nothing."""
    bench.world.air.aim(None)
    bench.press("#")


def another_meter(bench: Bench) -> None:
    """The neighbour's."""
    other = local_meter("000000777777", "000000654321", bench.scene.keys, bench.world.clock, seed=9, history=(100_00,))
    bench.world.air.aim(other)
    bench.press("#")


def of_1997(bench: Bench) -> None:
    """A meter of the older edition."""
    bench.world.air.aim(Old())
    bench.press("#")


def with_other_keys(bench: Bench) -> None:
    """The right meter, as if another utility had issued it."""
    keys = bench.meter.prepaid.esam.keys
    bench.meter.prepaid.esam.keys = type(keys)(bytes(16), bytes(16), bytes(16))
    bench.press("#")
    bench.meter.prepaid.esam.keys = keys


def power_dips(at: int) -> Deed:
    """The meter loses its power when it has understood question `at`."""

    def do(bench: Bench) -> None:
        class Questions(list):
            def append(self, question: tuple) -> None:
                super().append(question)
                if len(self) == at:
                    bench.world.clock.after(30_000, bench.meter.cut_power)

        bench.meter.questions = Questions()
        bench.press("#")

    return do


def other_customer(bench: Bench) -> None:
    """The meter was given to somebody else."""
    bench.meter.prepaid.esam.customer = bytes.fromhex("000000111111")
    bench.press("#")


def bought_elsewhere(times: int) -> Deed:
    """The customer has recharged over another channel meanwhile."""

    def do(bench: Bench) -> None:
        for _ in range(times):
            bench.meter.prepaid.other_channel_recharge(33_00)
        bench.press("#")

    return do


def count_ahead(bench: Bench) -> None:
    """The seller has sold counts over another channel that never reached the meter."""
    bench.chip.memory.write(count=bench.chip.cells.count + 3)
    bench.press("#")


def hoard(limit: int) -> Deed:
    """The meter may hold no more than `limit` cents."""

    def do(bench: Bench) -> None:
        bench.meter.prepaid.account.terms = Terms(hoard_limit=limit)
        bench.press("#")

    return do


def consumed(bench: Bench) -> None:
    """The balance is below what the screen said; lights were on."""
    assert bench.page.lines == ("Use up credit to", "¥90.00 first"), bench.page
    bench.meter.consume("21.00", 1)
    home(bench)


def records_unread(bench: Bench) -> None:
    """The purchase records are never answered."""
    bench.meter.faults += [Fault(fault.SILENT, READ, di, FOR_EVER) for di in (PURCHASE_RECORD, PURCHASE_COUNT)]
    bench.press("#")


def used_up(bench: Bench) -> None:
    """The chip has released as many load MACs as it ever does for one purchase."""
    bench.chip.memory.write(releases=8)
    bench.press("#")


def meter(what: str, code: str, do: Deed, heal: Deed = well, lost: str = "") -> Case:
    """One thing that goes wrong at the meter."""
    return Case(what, code, do, heal=heal, lost=lost)


def once(what: str, kind: str, **more: int) -> Case:
    """A fault that strikes once: the device goes on by itself."""
    return meter(what, "", faulty(kind, **more))


SELLER = "the seller settles it"
CASES = (
    meter("the meter is silent, or the handheld does not point at it", "T41", turned_away),
    meter("every answer is garbled", "T41", faulty(fault.GARBLE, times=FOR_EVER)),
    meter("another meter is in front of the handheld", "T43", another_meter),
    meter("a meter with other keys", "T43", with_other_keys),
    meter("a meter that knows DL/T 645-1997 only", "T73", of_1997),
    meter("refuses infrared", "T42", faulty(fault.REFUSE, control=SECURITY, di=IR_ANSWER, times=FOR_EVER)),
    meter("refuses identity", "T42", faulty(fault.REFUSE, control=SECURITY, di=IDENTIFY, times=FOR_EVER)),
    meter("answers of a wrong length", "T44", faulty(fault.STUNTED, control=SECURITY, times=FOR_EVER)),
    meter("customer number differs", "T72", other_customer, lost=SELLER),
    meter("the purchase count was used elsewhere", "M53", bought_elsewhere(1), lost=SELLER),
    meter("purchase counts with a gap", "M52", bought_elsewhere(2), lost=SELLER),
    meter("purchase count ahead of the meter", "M52", count_ahead, lost=SELLER),
    meter("hoard limit: the balance is too high", "T71", hoard(140_00), heal=consumed),
    meter("hoard limit: the purchase alone is over it", "T75", hoard(40_00), lost=SELLER),
    meter("the load is refused: one MAC error", "M54", load_refused(SERR_MAC)),
    meter("the load is refused: suspended", "T74", load_refused(SERR_SUSPENDED)),
    meter("the load is refused: another reason", "T45", load_refused(SERR_COUNT)),
    meter("the purchase record cannot be read after a load", "M51", records_unread),
    meter("all load MACs of one purchase were released for one purchase", "M55", used_up, lost=SELLER),
    *closing.CASES,
    *programs.CASES,
    meter("power dips between the two infrared answers", "", power_dips(1)),
    meter("authentication expired in the middle", "", power_dips(3)),
    once("answer cut off", fault.CUT, control=SECURITY, di=STATUS),
    once("answer garbled", fault.GARBLE, control=SECURITY, di=RECHARGE),
    once("answer of another meter", fault.FOREIGN, control=SECURITY, di=RECHARGE),
    once("answer late", fault.DELAY, control=SECURITY, di=RECHARGE, delay_ms=1500),
    once("answer lost", fault.DROP, control=SECURITY, di=RECHARGE),
    once("answer damaged", fault.CORRUPT, control=SECURITY, di=READ_BACK),
    once("answer of a wrong length, once", fault.STUNTED, control=SECURITY, di=IR_QUERY),
)
