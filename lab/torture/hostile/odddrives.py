# odddrives.py - odd drives at the counter: each prepared by its number, plugged in, and received as a clerk does
"""Bytes, endless and nested files, pipes, devices, links out of the drive, names that clear a screen, documents nearly
right. The counter must say what is wrong in plain words, and nothing that is not the device's own may change."""

import io
import json
import os
import random
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import typer

from wattkey.box import readings
from wattkey.orders import unpack
from wattkey.profile import header
from wattkey_host.vend.cli import daily, drives
from wattkey_host.vend.errors import VendError
from wattkey_lab.torture.hostile.shopfloor import AMOUNT, CUSTOMER, DAY, METER, Floor

BLOCK = 200  # drives at one shop
_NAMES = (
    "mail/report.json", "mail/card.json", "mail/readings.json", "mail/x.json", "orders/y.json", "z.json", "._z.json",
    "WK-0000000000000001-1.json", "a\x1b[2J\n\u202eb.json", "\udcff.json", "orders/\x9b31m.json",
)  # fmt: skip
_ENDS = (b"", b" ", b"\n" * 5000, b"\0", b"}", b"\xef\xbb\xbf")
Deed = Callable[[Path, Floor, random.Random], None]


def _random_bytes(path: Path, floor: Floor, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(chance.randrange(5000)))


def _endless(path: Path, floor: Floor, chance: random.Random) -> None:
    with path.open("wb") as file:
        file.truncate(10 << 30)


def _deep(path: Path, floor: Floor, chance: random.Random) -> None:
    path.write_bytes(chance.choice((b"[", b'{"a":', b'{"a":[')) * 5000)


def _link(path: Path, floor: Floor, chance: random.Random) -> None:
    keys, theirs = floor.folder / "shop" / "keys.json", floor.archive / "theirs.json"
    path.symlink_to(chance.choice((keys, theirs, floor.archive, Path("/dev/zero"), path, Path("nowhere"))))


def _document(path: Path, floor: Floor, chance: random.Random) -> None:
    """A true report, order or card document with a byte, a field or its spelling changed."""
    text = json.dumps(chance.choice(_true(floor)))
    for _ in range(chance.randrange(3)):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(("", "\x1b", "9", "９", '"', "\\u0000", text[at:][:20])) + text[at + 1 :]
    path.write_bytes(text.encode("utf-8", "surrogateescape") + chance.choice(_ENDS))


def _true(floor: Floor) -> list[dict]:
    report, _ = floor.mine.apdu(header("report"))
    other, _ = floor.other.apdu(header("report"))
    order = floor.desk.order(floor.purchase("delivered")).fields
    return [unpack("report", report), unpack("report", other), order, {**order, "amount": "900.00"}]


def _readings(path: Path, floor: Floor, chance: random.Random) -> None:
    whole = bytearray(readings.empty())
    for _ in range(chance.randrange(40)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    path.write_bytes(bytes(whole[: chance.choice((len(whole), 100))]))


DEEDS: dict[str, Deed] = {
    "random bytes": _random_bytes,
    "ten gigabytes": _endless,
    "a pipe": lambda path, floor, chance: os.mkfifo(path),
    "a folder": lambda path, floor, chance: path.mkdir(),
    "deep": _deep,
    "a link": _link,
    "a document nearly right": _document,
    "readings nearly right": _readings,
    "empty": lambda path, floor, chance: path.touch(),
}


def prepare(floor: Floor) -> None:
    """A purchase that the ledger knows as delivered: its file may be removed from a drive. Somebody else has a
    copy."""
    purchase = floor.desk.sell(METER, AMOUNT, "delivered", DAY)
    floor.mine.apdu(header("purchase") + floor.desk.order(purchase).packed)
    floor.deliver(floor.mine)
    (floor.archive / "theirs.json").write_bytes(floor.desk.document(purchase))


def attack(floor: Floor, number: int) -> str:
    """Drive `number`: what was on it. Raises AssertionError where a promise did not hold."""
    chance = random.Random(number)
    drive = floor.folder / f"drive{number}"
    (drive / "orders").mkdir(parents=True)
    if chance.random() < 0.1:
        (drive / "mail").symlink_to(floor.archive)
    else:
        (drive / "mail").mkdir()
    deeds = [chance.choice(sorted(DEEDS)) for _ in range(chance.randint(1, 5))]
    for deed, name in zip(deeds, chance.sample(_NAMES, len(deeds)), strict=True):
        if (drive / name).parent.resolve().is_relative_to(drive.resolve()):
            DEEDS[deed](drive / name, floor, chance)
    before, bought = floor.others(), floor.purchase("delivered").state
    said = _received(floor, drive, chance)
    assert all(char.isprintable() or char == "\n" for char in said), f"{deeds}: {said!r}"
    assert floor.others() == before, f"{deeds}: something of somebody else's has changed"
    assert floor.purchase("delivered").state == bought, deeds
    return " and ".join(sorted(set(deeds)))


def _received(floor: Floor, drive: Path, chance: random.Random) -> str:
    """What the clerk reads. Only a refusal in words may come out of it."""
    shop, words = floor.folder / "shop", io.StringIO()
    with redirect_stdout(words), redirect_stderr(words):
        try:
            way = chance.randrange(4)
            if way == 0:
                return "\n".join(map(str, drives.serve(floor.desk, drives.PluggedDrive(drive, "", None)).refused))
            if way == 1:
                daily.issue(meter=METER, customer=CUSTOMER, drive=drive, shop=shop)
            elif way == 2:
                daily.receive(paths=[drive, drive], shop=shop)
            else:
                daily.receive(paths=[drive], shop=shop)
        except (typer.Exit, typer.BadParameter, VendError):
            pass
    return words.getvalue()
