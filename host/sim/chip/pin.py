# pin.py - the PIN: tries counted before they are judged, and the seller's way back
"""Optional. Where one is set, RELEASE wants it once for each purchase and each power-on. A PIN is four to eight
ASCII digits filled up with FF to 8 bytes; eight FF are no PIN."""

from hmac import compare_digest
from typing import TYPE_CHECKING

from wattkey_host.sim.chip import words
from wattkey_host.sim.chip.origin import check_order, number
from wattkey_host.sim.chip.words import StatusWord

if TYPE_CHECKING:
    from wattkey_host.sim.chip.cos import Chip

NO_PIN = b"\xff" * 8
TRIES = 5
UNSET, SET, GIVEN = range(3)


def pin(chip: "Chip", data: bytes) -> bytes:
    """PIN: 8 bytes. Right: RELEASE is open. Wrong: 63Cn, n tries left; with none left only an unlock order helps."""
    if chip.cells.pin == NO_PIN:
        raise StatusWord(words.NOT_ALLOWED)
    _judge(chip, data)
    chip.memory.write(tries=TRIES)
    chip.ram.pin_given = True
    return b""


def new_pin(chip: "Chip", data: bytes) -> bytes:
    """NEW PIN: the old one (no PIN: eight FF) and the new one, 8 bytes each; eight FF take it away."""
    old, new = data[:8], data[8:]
    if not _is_pin(new):
        raise StatusWord(words.BAD_VALUE)
    if chip.cells.pin != NO_PIN:
        _judge(chip, old)
    elif old != NO_PIN:
        raise StatusWord(words.BAD_VALUE)
    chip.memory.write(pin=new, tries=TRIES)
    chip.ram.pin_given = True
    return b""


def unlock(chip: "Chip", data: bytes) -> bytes:
    """UNLOCK: an order of the seller (29 bytes) takes the PIN away. Its number makes sure that it does so once."""
    cells = chip.cells
    check_order(cells, data, "unlock")
    reset = number(data, 9)
    if reset <= cells.resets:
        raise StatusWord(words.ORDER_TAKEN)
    chip.memory.write(resets=reset, pin=NO_PIN, tries=TRIES)
    return b""


def told(chip: "Chip") -> bytes:
    """What INFO says: whether there is a PIN and whether it was given, and how many tries are left."""
    cells = chip.cells
    if cells.pin == NO_PIN:
        return bytes([UNSET, cells.tries])
    return bytes([GIVEN if chip.ram.pin_given else SET, cells.tries])


def wanted(chip: "Chip") -> bool:
    """Whether RELEASE must wait for the PIN."""
    return chip.cells.pin != NO_PIN and not chip.ram.pin_given


def _judge(chip: "Chip", given: bytes) -> None:
    """The try is gone before it is looked at: pulling the power at the right moment wins nothing."""
    left = chip.cells.tries
    if not left:
        raise StatusWord(words.WRONG_PIN)
    chip.memory.write(tries=left - 1)
    if not compare_digest(given, chip.cells.pin):
        chip.ram.pin_given = False
        raise StatusWord(words.WRONG_PIN + left - 1)


def _is_pin(data: bytes) -> bool:
    digits = data.rstrip(b"\xff")
    return not digits or len(digits) >= 4 and digits.isdigit()
