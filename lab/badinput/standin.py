# standin.py - a person's hands on the bench, and a chip that says something else: what several cases do
"""Nothing here knows what it is for; the cases beside do."""

from collections.abc import Callable

from wattkey.profile import header
from wattkey_lab.torture.cuts.bench import Bench

Apdu = Callable[[bytes], tuple[bytes, int]]


def press_all(bench: Bench, keys: str) -> None:
    """Press these keys of the keypad, one after the other."""
    for key in keys:
        bench.press(key)


def home(bench: Bench, most: int = 3) -> None:
    """Back to the first page, as a person comes there."""
    for _ in range(most):
        if bench.page.title != "WattKey":
            bench.press("*")


def well(bench: Bench) -> None:
    """The fault is gone, and the device is pointed at its meter."""
    bench.meter.faults.clear()
    bench.world.air.aim(bench.meter)
    home(bench)


def original(bench: Bench, path: str) -> bytes:
    """A file of the device as it was when the scene began."""
    return dict(bench.scene.files)[path]


def replace_chip(bench: Bench, answer: Callable[[bytes, Apdu], tuple[bytes, int]]) -> None:
    """From now on `answer(command, chip)` answers instead of the chip; `chip` is how to ask it all the same."""
    real = type(bench.chip).apdu
    vars(bench.chip)["apdu"] = lambda command: answer(command, lambda asked: real(bench.chip, asked))


def chip_refuses(bench: Bench, name: str, status: int) -> None:
    """From now on the chip answers a command (its name in wattkey.profile) with that status word."""
    refused = header(name)
    replace_chip(bench, lambda command, chip: (b"", status) if command[:4] == refused else chip(command))


def chip_is_itself(bench: Bench) -> None:
    """The chip answers by itself again."""
    vars(bench.chip).pop("apdu", None)
