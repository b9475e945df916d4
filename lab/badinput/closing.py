# closing.py - what goes wrong when the customer has the relay closed
"""The utility had tripped it; the purchase is loaded, then C is pressed."""

from wattkey.dlt645.codes import RELAY
from wattkey_host.meter import fault
from wattkey_host.meter.fault import Fault
from wattkey_host.meter.prepaid import Terms
from wattkey_host.sim.chip.words import NOT_ALLOWED
from wattkey_lab.badinput.case import Case, Deed
from wattkey_lab.badinput.standin import chip_refuses, well
from wattkey_lab.torture.cuts.bench import Bench


def then_close(*faults: tuple) -> Deed:
    """Load, then press C: the relay was tripped by the utility; faults strike only then."""

    def do(bench: Bench) -> None:
        bench.meter.prepaid.remote_trip()
        bench.press("#")
        bench.press("#")
        bench.meter.faults += [Fault(*row) for row in faults]
        bench.press("C")

    return do


def stays_open(bench: Bench) -> None:
    """The relay does nothing."""
    vars(bench.meter.prepaid.relay).update(allow=lambda: None, close=lambda: None)
    then_close()(bench)


def not_permitted(bench: Bench) -> None:
    """The purchase does not permit closing: the chip refuses CLOSE."""
    chip_refuses(bench, "close", NOT_ALLOWED)
    then_close()(bench)


def in_arrears(bench: Bench) -> None:
    """The purchase has repaid what was owed, and does not leave what must remain for the relay to close."""
    account = bench.meter.prepaid.account
    account.terms = Terms(overdraft_limit=100, close_allow=200_00)
    account.start(-20_00)
    bench.meter.prepaid.relay.judge()
    bench.press("#")
    bench.press("#")
    bench.press("C")


REFUSED = then_close((fault.REFUSE, RELAY, None, 1, 0, 0x20))
ONE_ERROR = then_close((fault.REFUSE, RELAY, None, 1, 0, 2))
CASES = (
    Case("closing: the meter refuses it", "T46", REFUSED, heal=well),
    Case("closing: accepted, there is credit enough, and the relay stays open", "T79", stays_open, heal=well),
    Case("closing: too little was bought after a trip for arrears", "T78", in_arrears, heal=well),
    Case("closing: the chip does not permit it", "T47", not_permitted, heal=well),
    Case("closing: one MAC error", "M54", ONE_ERROR, heal=well),
)
