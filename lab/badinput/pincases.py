# pincases.py - the PIN: wrong, blocked, typed differently, forgotten between two pages
"""Typed on the whole keypad."""

from wattkey.profile import header
from wattkey_host.sim.chip.words import DONE, PIN_FIRST
from wattkey_host.sim.chosen import choose
from wattkey_lab.badinput.case import Case
from wattkey_lab.badinput.standin import chip_is_itself, chip_refuses, press_all
from wattkey_lab.torture.cuts.bench import Bench

SET = header("new_pin") + b"\xff" * 8


def with_pin(bench: Bench, pin: bytes = b"1234") -> None:
    """The card has a PIN, and the device its whole keypad."""
    if pin:
        assert bench.chip.apdu(SET + pin.ljust(8, b"\xff")) == (b"", DONE)
    choose(bench.world.drive, KEYS="matrix")
    bench.off_and_on()


def wrong(bench: Bench) -> None:
    """Four digits, and not the right ones."""
    with_pin(bench)
    press_all(bench, "#9999#")
    assert "tries left" in bench.page.lines[1]


def right(bench: Bench) -> None:
    """Once more, with the right one; then the purchase is offered as ever."""
    press_all(bench, "#1234#")
    assert bench.page.big, bench.page


def blocked(bench: Bench) -> None:
    """Wrong as often as it goes."""
    with_pin(bench)
    for _ in range(10):
        press_all(bench, "#9999#")
        if bench.page.status == "T63":
            return
    raise AssertionError("it never blocks")


def differ(bench: Bench) -> None:
    """A new PIN is typed twice, not alike."""
    with_pin(bench, pin=b"")
    press_all(bench, "DBBB#BB#1111#2222#")


def not_set(bench: Bench) -> None:
    """Back to the first page."""
    press_all(bench, "***")


def missing(bench: Bench) -> None:
    """The chip has forgotten that the PIN was given: it refuses RELEASE."""
    chip_refuses(bench, "release", PIN_FIRST)
    bench.press("#")
    chip_is_itself(bench)


CASES = (
    Case("the PIN is wrong", "T62", wrong, heal=right),
    Case("the PIN was wrong too often", "T63", blocked, lost="only the seller lifts the PIN"),
    Case("a new PIN is typed differently the second time", "T64", differ, heal=not_set),
    Case("the chip wants the PIN before the load", "T48", missing, heal=lambda bench: bench.press("*")),
)
