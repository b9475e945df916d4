# purchase.py - the money rules: TAKE an order, RELEASE its load MACs, CONFIRM the credit, judge a count
"""One purchase at a time. Its way: stored, offered, delivered; beside it: not credited, disputed. Ends: takingback.py.

The rules hold against the processor that sends the commands: it can ask for anything in any order
and has spoken with the meter before. docs/esam.md tells why each of them is there.
"""

from typing import TYPE_CHECKING

from wattkey.info import STATES
from wattkey_host.crypto import CUSTOMER_HEADER, LOAD_HEADER, mac4
from wattkey_host.sim.chip import pin, words
from wattkey_host.sim.chip.memory import Cells
from wattkey_host.sim.chip.origin import check_order, number
from wattkey_host.sim.chip.words import StatusWord

if TYPE_CHECKING:
    from wattkey_host.sim.chip.cos import Chip

STATE_NONE, STORED, OFFERED, NOT_CREDITED, DELIVERED, DISPUTED, CANCELLED, SETTLED = range(len(STATES))
LOADABLE = (STORED, OFFERED, NOT_CREDITED)
UNDELIVERED = (*LOADABLE, DISPUTED)

NOTHING, BEFORE, REACHED, GAP, UNSURE = range(5)  # the verdicts
SWAP_MARGIN = 99  # how many purchases the meter may be ahead in a swap that is still recognised

MAX_AMOUNT = 99_999_99  # hundredths
MAX_RELEASES = {2: 32, 3: 8}  # chip version -> what bounds the luck of waiting for a 4-byte random to come again


def take(chip: "Chip", data: bytes) -> bytes:
    """TAKE: a purchase order of 47 bytes; one write. Refuses in the order that docs/esam.md gives."""
    cells = chip.cells
    check_order(cells, data, "purchase")
    if data[13:19] != cells.meter:
        raise StatusWord(words.OTHER_METER)
    order, count, amount = (number(data, at) for at in (9, 19, 23))
    check_next(cells, order, count)
    if not 0 < amount <= MAX_AMOUNT or data[30] > 1:
        raise StatusWord(words.BAD_VALUE)
    chip.memory.write(
        order=order, count=count, amount=amount, close=data[30], state=STORED, releases=0, random1=bytes(8)
    )
    forget_verdict(chip)
    chip.ram.pin_given = False
    return b""


def check_next(cells: Cells, order: int, count: int) -> None:
    """Whether `order` is the one to be taken next, with nothing held and a count never used. Raises StatusWord."""
    if order != cells.order + 1:
        raise StatusWord(words.ORDER_TAKEN if order <= cells.order else words.ORDER_GAP)
    if cells.state in UNDELIVERED:
        raise StatusWord(words.NOT_ALLOWED)
    if count <= cells.count:
        raise StatusWord(words.COUNT_OLD)


def forget_verdict(chip: "Chip") -> None:
    """What was judged in this login was judged for another purchase."""
    if chip.ram.login is not None:
        chip.ram.login.verdict = chip.ram.login.count = None


def release(chip: "Chip", data: bytes) -> bytes:
    """RELEASE: amount 4, count 4, MAC1 4, customer 6, MAC2 4 under the meter's random2, over stored values only.

    `offered` and the random1 of the next logins are in memory before the MACs exist.
    """
    login, cells = chip.ram.login, chip.cells
    if login is None or login.random2 is None or login.verdict != BEFORE or cells.state not in LOADABLE:
        raise StatusWord(words.NOT_ALLOWED)
    if pin.wanted(chip):
        raise StatusWord(words.PIN_FIRST)
    if cells.releases >= MAX_RELEASES[chip.version]:
        raise StatusWord(words.USED_UP)
    login.verdict, login.released = None, True
    chip.memory.write(state=OFFERED, releases=cells.releases + 1, random1=chip.random(8))
    load = cells.amount.to_bytes(4, "big") + cells.count.to_bytes(4, "big")
    mac1 = mac4(cells.load_key, login.random2, LOAD_HEADER, load)
    mac2 = mac4(cells.load_key, login.random2, CUSTOMER_HEADER, cells.customer)
    return load + mac1 + cells.customer + mac2


def confirm(chip: "Chip", data: bytes) -> bytes:
    """CONFIRM: count 4 and amount 4 of the meter's last purchase record; answers the state.

    Our amount makes it delivered, another one disputed; a record of another count is not the one asked for.
    """
    login, cells = chip.ram.login, chip.cells
    if login is None or login.verdict != REACHED or cells.state != OFFERED:
        raise StatusWord(words.NOT_ALLOWED)
    if int.from_bytes(data[:4], "big") != cells.count:
        raise StatusWord(words.BAD_VALUE)
    ours = int.from_bytes(data[4:], "big") == cells.amount
    chip.memory.write(state=DELIVERED if ours else DISPUTED)
    return bytes([chip.cells.state])


def judge(cells: Cells, count: int, other: int | None = None) -> int:
    """The verdict on the count that the meter claims.

    `other` is the second value of a STATUS, whose MAC has the same form: the two may have been
    swapped or one used twice. None for a PROOF, where one MAC covers both. While the purchase is
    offered all logins share one random1, so a balance that once was n cents would pass as the count n
    beside any other value: what makes it delivered must come from a PROOF.
    """
    n = cells.count
    if cells.state not in LOADABLE and not (cells.state == DELIVERED and count < n):
        return NOTHING
    if other is not None and (_swappable(n, count, other) or (count == n and cells.state == OFFERED)):
        return UNSURE
    return {n - 1: BEFORE, n: REACHED}.get(count, GAP)


def _swappable(n: int, count: int, other: int) -> bool:
    if count == n:
        return other in (n - 1, n)
    return count == n - 1 and n <= other <= n + SWAP_MARGIN
