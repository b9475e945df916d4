# boardcases.py - the board itself: a program that hangs, a root folder that is full, an empty battery
"""What befalls a device between two visits."""

from wattkey_host.sim.chosen import choose
from wattkey_lab.badinput.case import Case, Deed
from wattkey_lab.badinput.drivecases import gone
from wattkey_lab.badinput.standin import original
from wattkey_lab.torture.cuts.bench import Bench

OLD = "/WK-1122334455667788-%d.txt"
MAILBOX = "/lib/wattkey/mailbox.py"


def crowded(bench: Bench) -> None:
    """Order files of the last year fill the root folder while the cable is in."""
    bench.world.cable.plug()
    for number in range(40):
        bench.world.drive.write(OLD % number, b"")
    bench.world.run_until(lambda: bench.page.status == "T65", 75)


def swept(bench: Bench) -> None:
    """The old files are deleted."""
    for number in range(40):
        bench.world.drive.delete(OLD % number)
    gone(bench)


def hanging(bench: Bench) -> None:
    """A file of the device hangs at every start: the watchdog bites three times."""
    bench.world.cut_power()
    bench.world.drive.write(MAILBOX, b"import time\nwhile True:\n    time.sleep(0.05)")
    bench.world.power_on()
    bench.world.run_for(40)


def unhung(bench: Bench) -> None:
    """The file is as it was."""
    bench.world.drive.write(MAILBOX, original(bench, MAILBOX))
    bench.off_and_on()


def flat(bench: Bench) -> None:
    """The cell is nearly empty, and measured."""
    choose(bench.world.drive, POWER="battery")
    bench.world.volts = 3.1
    bench.off_and_on()
    bench.press("#")


def charged(bench: Bench) -> None:
    """The battery was charged."""
    bench.world.volts = 3.9
    bench.press("*")


def driver(port: str, name: str) -> Deed:
    """settings.toml names such a driver of a port."""

    def do(bench: Bench) -> None:
        choose(bench.world.drive, **{port: name})
        bench.off_and_on()

    return do


CASES = (
    Case("an empty battery", "P13", flat, heal=charged),
    Case("a driver for the battery that is not there", "P14", driver("POWER", "smoke"), heal=driver("POWER", "")),
    Case("a driver for the buzzer that is not there", "P15", driver("SOUND", "smoke"), heal=driver("SOUND", "")),
    Case("the root folder has no room for another order", "T65", crowded, heal=swept),
    Case("a file of the device hangs at every start", "P12", hanging, heal=unhung),
)
