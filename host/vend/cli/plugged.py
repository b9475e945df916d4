# plugged.py - the folder where documents are handed over: a plugged-in device, or an outbox
"""Every write is whole or not there and follows no link (foreign.py), no file of other content is ever overwritten, and
only what is known to be used up is removed."""

import os
from collections.abc import Iterator
from pathlib import Path

from wattkey.orders import LIMIT, BadDocument, pack, parse
from wattkey_host import foreign
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.wording import refusal

REPORT = Path("mail") / "report.json"
CARD = Path("mail") / "card.json"
ORDERS = Path("orders")  # on a handheld's drive


def write_order(folder: Path, name: str, text: bytes) -> Path:
    """Put the document into `folder`, flushed to the disk. Raises VendError when another file has its name, OSError."""
    target = folder / name
    if os.path.lexists(target):
        if foreign.holds(target, text):
            return target
        raise refusal("file.other", file=target)
    foreign.sweep(target)
    foreign.write(target, text)
    return target


def read_report(path: Path) -> bytes:
    """The report's text; `path` is the file, or the folder of a drive. Raises VendError when there is none, OSError."""
    file = foreign.way(path, REPORT) if path.is_dir() else path
    if not file.is_file():
        raise refusal("drive.no_report", file=file)
    return document(file)


def read_serial(folder: Path) -> str:
    """The serial (16 hex digits) that a plugged-in handheld publishes in mail/card.json. Raises VendError, OSError."""
    return read_card(folder)["serial"]


def read_card(folder: Path) -> dict:
    """What a plugged-in handheld publishes of itself in mail/card.json. Raises VendError, OSError."""
    file = foreign.way(folder, CARD)
    if not file.is_file():
        raise refusal("drive.no_card", file=file)
    try:
        doc = parse(document(file))
    except BadDocument as error:
        raise refusal("drive.unreadable", file=file, error=error, code=error.code) from error
    if doc["type"] != "card":
        raise refusal("drive.other_document", file=file, kind=doc["type"])
    return doc


def tidy(desk: Desk, folder: Path) -> tuple[list[Path], list[Path]]:
    """Remove order files that are used up from a drive, and companions of files that are not there any more, which
    macOS leaves behind: (removed, those that could not be removed).

    Used up is a file that is exactly the document of a purchase which the ledger knows as delivered.
    """
    removed, left = [], []
    # an order comes before its companion: "._" is taken off
    for path in sorted(_documents(folder), key=lambda path: (path.parent, path.name.lstrip("._"), path.name[0] == ".")):
        try:
            if _is_left_over(path) or _is_used_up(desk, document(path)):
                path.unlink()
                removed.append(path)
        except OSError:
            left.append(path)
    return removed, left


def _documents(folder: Path) -> Iterator[Path]:
    """Files that may be orders, where orders lie, and their companions."""
    for place in (folder, folder / REPORT.parent, folder / ORDERS):
        if place == folder or not place.is_symlink():  # behind a link lies somebody else's
            yield from (path for path in place.glob("*.json") if path.is_file() and not path.is_symlink())


def _is_left_over(path: Path) -> bool:
    """Whether it is a companion (AppleDouble: RFC 1740) of a file that is gone."""
    companion = path.name.startswith("._") and document(path)[:4] == b"\0\5\x16\7"
    return companion and not os.path.lexists(path.with_name(path.name[2:]))


def _is_used_up(desk: Desk, text: bytes) -> bool:
    try:
        doc = parse(text)
    except BadDocument:
        return False
    if doc["type"] != "purchase":
        return False
    known = desk.delivered(doc["card"], doc["order"])
    return known is not None and desk.order(known).packed == pack(doc)


def document(path: Path) -> bytes:
    """A file's text, as far as a document can reach; a byte more tells that it is none. Raises OSError."""
    return foreign.read(path, LIMIT + 1)
