# dropped.py - a file that was dropped on the drive: what is known of it, and what kind it is
"""Part of the mailbox."""

import binascii

from micropython import const

from wattkey.page import COLUMNS, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.ports import Drive

_SECTOR = const(512)  # the second one of an image is its manifest
_PLACES = ("", "/mail", "/orders")  # folders in which orders are taken
_PACKED = (".zip", ".rar", ".7z", ".gz", ".html", ".htm")  # an order may be in it
_MAILS = (".eml", ".msg")  # nobody saves one here for another reason


class Dropped:
    """One file that was dropped."""

    def __init__(self, seen: tuple, now: int, old: bool, read: int = -1, verdict: str = "", told: bool = False) -> None:
        self.seen = seen  # (size, time of change)
        self.since = now  # of the last change
        self.old = old  # it lay there when we started, or was judged before: only its being taken is news
        self.read = read  # CRC-32 of what was read last
        self.verdict = verdict  # short code, TAKEN, or "" while it is not judged
        self.told = told  # that it is still being copied

    def packed(self) -> tuple:
        """What makes another one like it."""
        return self.seen, self.since, self.old, self.read, self.verdict, self.told


def is_image(path: str) -> bool:
    """Of the firmware: in the root, and not hidden."""
    return path.lower().endswith(".img") and path.count("/") == 1 and path[1] != "."


def told_apart(drive: "Drive", path: str, size: int, changed: int) -> "tuple[str, int, int]":
    """What `drive` lists of a file. Two images may be of equal size and time (both come out of one archive), and one
    be put in the other's place between two looks: the CRC-32 of their manifests is in their time."""
    if is_image(path):
        try:
            changed ^= binascii.crc32(drive.read(path, _SECTOR, _SECTOR))
        except OSError:  # a folder, or just gone
            pass
    return path, size, changed


def stray(path: str) -> str:
    """The code of a file that looks like an order, and is none by its name or place; "" of any other."""
    name = path.split("/")[-1].lower()
    if name.endswith(_MAILS):
        return "T56"
    if name[0] == "." or not (name.startswith("wk-") or ".json" in name):
        return ""
    if name.endswith(_PACKED):
        return "T56"
    if not name.endswith(".json"):
        return "T55"
    return "" if path.rsplit("/", 1)[0] in _PLACES else "T57"


def looks_foreign(text: bytes) -> bool:
    """Whether a program has written it that is not the seller's: UTF-16, a web page, base64, other quotes. What was
    damaged or is still being copied begins as an order does, or has bytes in it that no text has: 00, or the FF of
    flash that was erased and not written."""
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    if b"\0" in text or b"\xff" in text:
        return False
    begun = text[:32].lstrip()
    return begun[:1] != b"{" or max(text) > 0x7E or begun[1:].lstrip()[:1] not in (b"", b'"')


def end_of(name: str) -> str:
    """As much of the end of a name as a line of the screen holds: there it is wrong."""
    while width(name) > COLUMNS:
        name = name[1:]
    return name
