# handheld.py - the device in a customer's hand: what it shows, which keys are pressed, when it is at rest
"""Torture is not about pixels: screen and keypad of `parts` stand in, all other device files are as they are."""

import ast
import functools
from pathlib import Path
from typing import NamedTuple

from wattkey.amount import money
from wattkey.info import STATES
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.chosen import choose
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

LOCKED = ("Meter refuses:",)  # the only page without "again" on which a customer tries again
READ_BACK = ("Usage is read:",)  # the purchase was loaded before, and the rest is done now
AT_WORK = ("", "New file", "Report")  # titles of pages that pass by themselves
ASKED = "#=yes  *=no"  # a question that is part of the way, no second try
AGAIN = ("#=again  *=back", ASKED)
CONFIRM = ("Credited: seller",)  # the meter has it, and has no record to prove whose amount it was
DEAD = ("P01", "P02")  # the chip is silent: a customer switches off and on
PARTS = Path(__file__).parent / "parts"
STAND_INS = ("screen_words.py", "keys_few.py")


class Stuck(AssertionError):
    """The customer is at the end of what the screen says, or of the patience."""


class Shown(NamedTuple):
    """A page as the screen driver got it."""

    title: str = ""
    status: str = ""
    big: str = ""
    lines: tuple[str, ...] = ()
    help: str = ""
    bar: int | None = None


@functools.lru_cache(maxsize=64)
def _shown(fields: str) -> Shown:
    return Shown(*ast.literal_eval(fields))


def stand_in(drive: Drive) -> None:
    """Put the quick screen and keypad on a drive, in English, as a user changes parts: a file and a line."""
    for name in STAND_INS:
        drive.write("/drivers/" + name, (PARTS / name).read_bytes())
    choose(drive, WATTKEY_LANGUAGE="en", SCREEN="words", KEYS="few")


class Handheld:
    """A board with a chip in a world."""

    world: World
    chip: Chip
    pins: SpiChip

    @property
    def state(self) -> str:
        """The chip's state of the purchase."""
        return STATES[self.chip.cells.state]

    @property
    def page(self) -> Shown:
        """The latest page."""
        _, found, rest = ("\n" + self.world.machine.console).rpartition("\npage ")
        return _shown(rest.partition("\n")[0]) if found else Shown()

    def on(self) -> Shown:
        """Power on, and wait for the menu."""
        self.world.power_on()
        return self.settle()

    def off_and_on(self) -> Shown:
        """What a person does with a device that hangs."""
        self.world.cut_power()
        return self.on()

    def press(self, label: str = "#") -> Shown:
        """Press a key, and wait until the device wants another one; returns the page."""
        machine = self.world.machine
        known = len(machine.console)
        self.world.keypad.press(label)
        self.world.run_until(lambda: len(machine.console) > known or machine.state == "off", 2)
        return self.settle()

    def settle(self, limit_s: float = 40) -> Shown:
        """Run until the device waits for a person, or is off; returns the page. Raises Stuck."""
        machine, known = self.world.machine, -1
        for _ in range(int(limit_s / 0.5)):
            if machine.state == "crashed":
                raise Stuck(machine.crash)
            page = self.page
            at_work = page.bar is not None or page.title in AT_WORK or machine.state == "booting"
            if machine.state == "off" or (len(machine.console) == known and not at_work):
                return page
            known = len(machine.console)
            self.world.run_for(0.5)
        raise Stuck(f"the device never comes to rest: {page}")

    @property
    def asks_for_ok(self) -> bool:
        """Whether a customer who reads this page would press OK: it offers the purchase, or says "try again"."""
        page = self.page
        if page.title == "WattKey":
            return bool(page.big) or page.lines[:1] == ("Read usage",)
        return page.help in AGAIN or page.lines[:1] == LOCKED

    def done(self, amount: int) -> bool:
        """Whether the device says that there is nothing more to do for the purchase of `amount` cents. "Loaded" over a
        bar means: keep pointing; a device that dies there has not read the usage, and offers it at the next start."""
        page = self.page
        if page.bar is not None:
            return False
        return page.lines[:1] in ((f"Loaded ¥{money(amount)}",), READ_BACK, CONFIRM) or (
            page.title == "WattKey" and not self.asks_for_ok
        )
