# moneyreadings.py - what a prepaid meter can tell of its money: data identifiers and the bytes behind them, as a table
"""Each entry makes the value as it goes on the wire, low byte first (DL/T 645-2007, annex A).

A purchase that never happened reads as zeros.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from wattkey.dlt645 import codes, ids
from wattkey_host.meter.bcd import low_first, stamp
from wattkey_host.meter.prepaid.account import RECORDS, Purchase
from wattkey_host.meter.prepaid.personality import NONE, WHOLE
from wattkey_host.meter.prepaid.personality import PARTS as PARTS_ONLY
from wattkey_host.meter.prepaid.status import WORDS, status_word

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.prepaid import Prepaid

Reading = Callable[["Prepaid"], bytes]
NOTHING = bytes(4)


def record(number: int, part: Callable[[Purchase], bytes], length: int) -> Reading:
    """One part of the purchase `number` (1: the latest)."""

    def read(prepaid: "Prepaid") -> bytes:
        records = prepaid.account.records
        return part(records[number - 1]) if number <= len(records) else bytes(length)

    return read


def _money(name: str) -> tuple[Callable[[Purchase], bytes], int]:
    return lambda purchase: low_first(getattr(purchase, name), 4), 4


PARTS: dict[int, tuple[Callable[[Purchase], bytes], int]] = {  # DI1 of 0333xx01..0A
    0x01: (lambda purchase: stamp(purchase.when)[4::-1], 5),  # mm hh DD MM YY
    0x02: (lambda purchase: low_first(purchase.count, 2), 2),
    0x03: _money("amount"),
    0x04: _money("before"),
    0x05: _money("after"),
    0x06: _money("cumulative"),
}
SCREENS = (
    ids.REMAINING_AMOUNT,
    codes.ENERGY[2007],
    ids.DATE,
    ids.TIME,
    ids.ADDRESS,
)  # what the meter's own key pages through


def _whole(number: int) -> Reading:
    parts = [record(number, part, length) for part, length in PARTS.values()]
    return lambda prepaid: b"".join(read(prepaid) for read in parts)


def _terms(name: str) -> Reading:
    return lambda prepaid: low_first(getattr(prepaid.account.terms, name), 4)


def _screen(prepaid: "Prepaid", di: int) -> bytes:
    """Identifier and screen index of a display item."""
    return di.to_bytes(4, "little") + b"\0"


NUMBERS = range(1, RECORDS + 1)
PARTS_OF_RECORDS: dict[int, Reading] = {
    0x03330000 | di1 << 8 | number: record(number, *part) for number in NUMBERS for di1, part in PARTS.items()
}
RECORDS_OF: dict[str, dict[int, Reading]] = {  # what a meter tells of purchases, by its personality
    WHOLE: {0x0333FF00 | number: _whole(number) for number in NUMBERS} | PARTS_OF_RECORDS,
    PARTS_ONLY: PARTS_OF_RECORDS,
    NONE: {},
}
READINGS: dict[int, Reading] = {
    ids.KEY_SCREENS: lambda prepaid: low_first(len(SCREENS), 1),
    **{ids.KEY_SCREEN + number: partial(_screen, di=di) for number, di in enumerate(SCREENS, 1)},
    ids.REMAINING_ENERGY: lambda prepaid: NOTHING,  # energy bought: this is a money meter
    ids.OVERDRAFT_ENERGY: lambda prepaid: NOTHING,
    ids.REMAINING_AMOUNT: lambda prepaid: low_first(prepaid.account.remaining, 4),
    ids.OVERDRAFT_AMOUNT: lambda prepaid: low_first(prepaid.account.overdraft, 4),
    0x0400040E: lambda prepaid: prepaid.esam.customer[::-1],
    **{0x04000500 | word: partial(status_word, word=word) for word in WORDS},
    0x04000508: lambda prepaid: prepaid.esam.key_info[::-1],
    ids.STATUS_WORDS: lambda prepaid: (
        b"".join(status_word(prepaid, word) for word in WORDS) + prepaid.esam.key_info[::-1]
    ),
    0x04001001: _terms("alarm1"),
    0x04001002: _terms("alarm2"),
    ids.OVERDRAFT_LIMIT: _terms("overdraft_limit"),
    ids.HOARD_LIMIT: _terms("hoard_limit"),
    ids.CLOSE_ALLOW: _terms("close_allow"),
}
