# straycases.py - files that look like an order and are none: by their name, their place, or who has written them
"""A person gets an order by mail or from a page, and what lies on the drive in the end is something else."""

from base64 import b64encode

from wattkey_lab.badinput.case import Case, Deed
from wattkey_lab.badinput.ordercases import copied, order, text, told
from wattkey_lab.torture.cuts.bench import Bench


def named(name: str, text: bytes | None = None) -> Deed:
    """The order under another name, or something else there."""
    return lambda bench: copied(bench, text or bench.scene.order[1], name)


def in_a_folder(bench: Bench) -> None:
    """The order in a folder that a person has made."""
    bench.world.cable.plug()
    bench.world.drive.make_folder("/From the seller")
    bench.world.drive.write("/From the seller/WK-1.json", bench.scene.order[1])
    bench.world.run_until(lambda: told(bench), 10)


def curled(bench: Bench) -> None:
    """A mail program has put curly quotes into it."""
    copied(bench, bench.scene.order[1].decode().replace('"', "\u201d").encode())


CASES: tuple[Case, ...] = (
    order("not JSON", "T58", text(lambda t: b"hello")),
    order("saved in UTF-16", "T58", text(lambda t: b"\xff\xfe" + t.decode().encode("utf-16-le"))),
    order("with curly quotes, as a mail program makes them", "T58", curled),
    order("a web page that was saved under the order's name", "T58", text(lambda t: b"<!DOCTYPE html><html>" + t)),
    order("in base64, as a mail server keeps it", "T58", text(b64encode)),
    order("called .json.txt, as editors do", "T55", named("/WK-000000000001-1.json.txt")),
    order("the second of two downloads, called .json.1", "T55", named("/wk-1.json.1")),
    order("in an archive", "T56", named("/WK-1.zip", b"PK\3\4" + bytes(60))),
    order("the mail instead of what was attached to it", "T56", named("/Your order WK-1.json.eml", b"From: seller")),
    order("in a folder of its own", "T57", in_a_folder),
)
