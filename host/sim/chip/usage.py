# usage.py - the read-back: USAGE stores what the meter told; REPORT and RECEIPT hand out what the chip knows
"""The record is keyed by the purchase count: present registers, and those of the recharge before."""

from typing import TYPE_CHECKING

from wattkey.orders import REPORT, TYPE_CODES
from wattkey_host.crypto import cmac
from wattkey_host.receipt import receipt_digits
from wattkey_host.sim.chip.words import BAD_VALUE, StatusWord

if TYPE_CHECKING:
    from wattkey_host.sim.chip.cos import Chip
    from wattkey_host.sim.chip.memory import Cells

REGISTERS = ("total", "rate1", "rate2", "rate3", "rate4")
DIGITS = frozenset("0123456789")


def usage(chip: "Chip", data: bytes) -> bytes:
    """USAGE: count 4, time 6, total 4, rates 16, remaining 4, overdraft 4, bought 4; one write.

    A second reading for the same count replaces the present registers only; a new count first
    moves them to the previous ones. Count 0 means "no reading" in the report and is
    refused, and so is one below the last: a meter counts up. Nor is there a reading of a count that neither an order
    nor the meter's proof has reached: it would silence all that come after it.
    """
    cells = chip.cells
    count = int.from_bytes(data[:4], "big")
    known = max(cells.count, cells.proved_count)
    if not 0 < count <= known or count < min(cells.read_count, known) or not DIGITS.issuperset(data[4:10].hex()):
        raise StatusWord(BAD_VALUE)
    remaining, overdraft, bought = (int.from_bytes(data[at : at + 4], "big") for at in (30, 34, 38))
    chip.memory.write(
        read_count=count,
        read_at=data[4:10],
        previous=cells.previous if count == cells.read_count else cells.present,
        present=data[10:30],
        remaining=remaining,
        overdraft=overdraft,
        bought=bought,
    )
    return b""


def report(chip: "Chip", data: bytes) -> bytes:
    """REPORT: the packed report of wattkey.orders (118 bytes); its MAC covers the type byte too."""
    values = _values(chip.cells)
    packed = bytes([TYPE_CODES["report"]])
    for name, length, _ in REPORT[:-1]:
        value = values[name]
        packed += value if isinstance(value, bytes) else value.to_bytes(length, "big")
    return packed + cmac(chip.cells.report_key, packed)


def receipt(chip: "Chip", data: bytes) -> bytes:
    """RECEIPT: eight digits (4 bytes BCD) over card, order, state and count, for the telephone. Nothing goes in: the
    processor has no word in it."""
    cells = chip.cells
    return bytes.fromhex(receipt_digits(cells.report_key, cells.card, cells.order, cells.state, cells.count))


def _values(cells: "Cells") -> "dict[str, bytes | int]":
    """What the report's fields are called -> what they are now."""
    values: dict[str, bytes | int] = dict(vars(cells))
    for i, name in enumerate(REGISTERS):
        values[name] = cells.present[4 * i : 4 * i + 4]
        values["was_" + name] = cells.previous[4 * i : 4 * i + 4]
    return values
