# ordercases.py - orders: what is wrong with a file, or with what it says
"""Wrong files are copied to the drive; those with a right MAC are what a careless seller makes."""

import json
from collections.abc import Callable
from typing import Any

from wattkey import orders
from wattkey_host.crypto import cmac
from wattkey_host.sim.chip.words import BAD_VALUE
from wattkey_lab.badinput.case import Case, Deed
from wattkey_lab.badinput.standin import chip_is_itself, chip_refuses, home
from wattkey_lab.torture.cuts.bench import Bench

BAD, GOOD = "/bad.json", "/order.json"
PATIENCE_S = 75  # a file may be copied for a minute


def copied(bench: Bench, text: bytes, path: str = BAD, wait: bool = True) -> None:
    """The host copies a file; the device is looked at until it has something to say."""
    bench.world.cable.plug()
    bench.world.cable.copy(path, text)
    if wait:
        bench.world.run_until(lambda: told(bench), PATIENCE_S)


def told(bench: Bench) -> bool:
    """The mailbox has its last word on the screen."""
    page = bench.page
    return page.title == "New file" and bool(page.status or {"received", "Already here,"} & set(page.lines))


def doc(bench: Bench) -> dict:
    """The fields of the order that is next."""
    return json.loads(bench.scene.order[1])


def signed(bench: Bench, customer: bytes | None = None, **changes: object) -> bytes:
    """The order with other values under the right MAC: what a careless seller makes."""
    return sealed(bench, doc(bench) | changes, customer)


def sealed(bench: Bench, fields: dict, customer: bytes | None = None) -> bytes:
    """Any order to this card, signed as the seller signs."""
    cells = bench.chip.cells
    fields["mac"] = "00" * 16
    packed = orders.pack(fields)[:-16]
    fields["mac"] = cmac(cells.order_key, packed[:13] + (customer or cells.customer) + packed[13:]).hex()
    return json.dumps(fields).encode()


def text(change: Callable[[bytes], bytes]) -> Deed:
    """The order's bytes, changed."""
    return lambda bench: copied(bench, change(bench.scene.order[1]))


def edited(**changes: object) -> Deed:
    """The order with a value changed by hand."""
    return lambda bench: copied(bench, json.dumps(doc(bench) | changes).encode())


def sold(**changes: Any) -> Deed:
    """The order with another value, signed by the seller all the same."""
    return lambda bench: copied(bench, signed(bench, **changes))


def away(bench: Bench) -> None:
    """The bad file is deleted, the right one copied, and the news is over."""
    if bench.world.drive.node(BAD):
        bench.world.drive.delete(BAD)
    if bench.state == "none":
        bench.world.cable.plug()
        bench.world.cable.copy(GOOD, bench.scene.order[1])
        assert bench.world.run_until(lambda: bench.state == "stored", 10), bench.page
    bench.world.run_for(15)
    bench.world.cable.unplug()
    bench.world.run_for(1)
    home(bench, 2)


def removed(field: str) -> Deed:
    """The order without one of its fields."""
    return lambda bench: copied(bench, json.dumps({k: v for k, v in doc(bench).items() if k != field}).encode())


def order(what: str, code: str, do: Deed) -> Case:
    """A bad file on a device that holds no purchase."""
    return Case(what, code, do, "empty", away)


def half_copied(bench: Bench) -> None:
    """The cable is pulled out in the middle of a copy."""
    bench.world.cable.plug()
    bench.world.cable.copy(BAD, bench.scene.order[1] + b" " * 2000)
    bench.world.run_for(1.1)
    bench.world.cable.unplug()
    bench.world.run_until(lambda: told(bench), PATIENCE_S)


def copied_over(bench: Bench) -> None:
    """A file of that name is there, and the order is copied over it."""
    copied(bench, b"{" + b" " * 300, wait=False)
    bench.world.run_for(2.6)
    copied(bench, bench.scene.order[1], BAD)


def two_at_once(bench: Bench) -> None:
    """The order, and the one behind it."""
    following = signed(bench, order=2, count=2)
    copied(bench, bench.scene.order[1], GOOD, wait=False)
    copied(bench, following, "/second.json")
    bench.world.run_until(lambda: bench.page.status == "T37", 20)


def folder(bench: Bench) -> None:
    """A folder is called like an order."""
    bench.world.cable.plug()
    bench.world.drive.make_folder(BAD)
    bench.world.run_until(lambda: told(bench), 10)


def blank(bench: Bench) -> None:
    """A chip as the factory made it, in the same board."""
    cells = bench.chip.cells
    bench.chip.memory.cells = type(cells)(cells.serial, cells.transport)
    copied(bench, bench.scene.order[1])
    bench.chip.memory.cells = cells


def with_lower_limit(bench: Bench) -> None:
    """The chip takes no such amount: it refuses TAKE."""
    chip_refuses(bench, "purchase", BAD_VALUE)
    copied(bench, bench.scene.order[1])
    chip_is_itself(bench)


def held(bench: Bench) -> None:
    """The order that the chip holds, once more."""
    copied(bench, bench.scene.order[1])


def loaded_before(bench: Bench) -> None:
    """The order is loaded first, then dropped again."""
    bench.finish()
    bench.press("*")
    bench.world.run_for(8)
    copied(bench, bench.scene.order[1])


def cancelled_too_early(bench: Bench) -> None:
    """A cancel order for a purchase that was offered to the meter."""
    cells = bench.chip.cells
    bench.chip.memory.write(state=2, releases=1)
    fields = {"wattkey": 1, "type": "cancel", "card": cells.card.hex(), "order": cells.order, "last": cells.order}
    copied(bench, sealed(bench, fields | {"count": cells.count}))


def while_disputed(bench: Bench) -> None:
    """The next order, while the chip does not know whose the count is."""
    bench.chip.memory.write(state=5)
    copied(bench, signed(bench, order=bench.chip.cells.order + 1, count=bench.chip.cells.count + 1))
    bench.chip.memory.write(state=1)


CASES = (
    order("order cut short", "T22", text(lambda t: t[: len(t) // 2])),
    order("JSON that only lax readers take: a comma too many", "T22", text(lambda t: t.replace(b"}", b",}"))),
    order("JSON that only lax readers take: 01", "T22", text(lambda t: t.replace(b'"order": 1', b'"order": 01'))),
    order("saved with a byte order mark", "", text(lambda t: b"\xef\xbb\xbf" + t)),
    order("a key twice", "T22", text(lambda t: t.replace(b"{", b'{"order": 1, ', 1))),
    order("an empty file", "T28", text(lambda t: b"")),
    order("over 4 KiB", "T21", text(lambda t: t + b" " * 4096)),
    order("another JSON file", "T23", text(lambda t: b'{"name": "x", "age": 3}')),
    order("the device's own report, copied back", "T23", lambda b: copied(b, b.world.drive.read("/mail/report.json"))),
    order("an unknown field", "T24", edited(gift=1)),
    order("a missing field", "T25", removed("count")),
    order("amount zero", "T26", edited(amount="0.00")),
    order("amount negative", "T26", edited(amount="-5.00")),
    order("amount with too many decimals", "T26", edited(amount="5.001")),
    order("amount over the limit of orders", "T26", edited(amount="100000.00")),
    order("a date that is none", "T26", edited(sold="2026-13-01")),
    order("amount over the chip's own limit", "T38", with_lower_limit),
    order("wrong MAC: an edited amount", "T31", edited(amount="900.00")),
    order("made for another customer", "T31", sold(customer=bytes(6))),
    order("for another card", "T32", edited(card="0000000000000099")),
    order("for another meter", "T33", sold(meter="000000999999")),
    order("a gap: the order before it is missing", "T35", sold(order=3)),
    order("purchase count behind", "T36", sold(count=0)),
    order("dropped on a device that is not issued", "T39", blank),
    order("half-copied: the cable was pulled", "T22", half_copied),
    order("copied over while it was read", "", copied_over),
    order("two at once: the second waits", "T37", two_at_once),
    order("a folder named like an order", "T30", folder),
    Case("order repeated before it is loaded: already here", "", held, "first", away),
    Case("order repeated after it was loaded", "T34", loaded_before, "first", away),
    Case("taken back while it may be in the meter", "T40", cancelled_too_early, "first", away),
    Case("the next order while one is disputed", "M53", while_disputed, "second", away),
)
