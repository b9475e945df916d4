# words698.py - a frame of DL/T 698.45 in words: who speaks, which service, what stands in it
"""What is not read to its end stays as bytes, with a remark. A MAC is told and never checked: that takes keys."""

from wattkey.dlt698 import get
from wattkey.dlt698.link import KIND, SCRAMBLED, WILDCARD, Frame698
from wattkey_host.reader.dlt645.explained import Explained, Part
from wattkey_host.reader.dlt698 import fields698 as fields
from wattkey_host.reader.dlt698 import services
from wattkey_host.reader.dlt698.axdr import Cursor, moment
from wattkey_host.reader.dlt698.frames698 import BETWEEN, BROADCAST, FIRST, FRAGMENT, FROM_SERVER, GROUP, HEARD, LAST

_KINDS = {0: "", WILDCARD: "any that fits ", GROUP: "group ", BROADCAST: "all, "}
_FRAGMENTS = {FIRST: "first", LAST: "last", HEARD: "acknowledged", BETWEEN: "middle"}
_FOLLOWS = {1: fields.results, 2: fields.several(fields.records)}


def explain(frame: Frame698) -> Explained:
    """Say what a frame means. Never raises: what cannot be read becomes a remark."""
    told = Explained("698.45")
    cursor = Cursor(frame.data)
    try:
        if frame.control & FRAGMENT:
            _fragment(cursor, told)
        else:
            apdu(cursor, told)
    except ValueError as wrong:
        told.remarks.append(str(wrong))
    if cursor.left:
        told.parts.append(Part(cursor.take(cursor.left), "not read here"))
    return told


def explain_apdu(data: bytes) -> Explained:
    """Say what an APDU means that came in pieces. Never raises."""
    return explain(Frame698(b"\0", 0, data))


def title(frame: Frame698, told: Explained) -> str:
    """The frame in one line: who says what, and the values."""
    server = ("terminal " if len(frame.address) == 4 else "meter ") + frame.address.hex().upper()
    logical = f", logical {frame.logical}" if frame.logical else ""
    to = f"{'from' if frame.control & FROM_SERVER else 'to'} {_KINDS[frame.flags & KIND]}{server}{logical}"
    scrambled = ", scrambled" if frame.control & SCRAMBLED else ""
    return f"{to} (client {frame.client:02X}{scrambled}): {told.text}"


def apdu(cursor: Cursor, told: Explained) -> None:
    """One APDU with its tail. Raises ValueError where it is not read further."""
    if not cursor.left:
        told.title = "no APDU"
        return
    first = cursor.byte()
    name, reader, tail = services.SERVICES.get(first, (f"service {first:02X}", fields.number, ""))
    if first in (get.SECURITY, get.SECURITY | get.REPLY):
        _security(cursor, told, first)
        return
    told.title += name
    fields.part(told, cursor, cursor.at - 1, "service", name)
    if first not in services.SERVICES:
        raise ValueError(f"service {first:02X} is none that is read here")
    reader(cursor, told)
    _tail(cursor, told, tail)


def _tail(cursor: Cursor, told: Explained, tail: str) -> None:
    """Follow report and time tag, as far as the service has them."""
    if tail == services.RESPONSE and cursor.left:
        follows = cursor.byte()
        fields.part(told, cursor, cursor.at - 1, "report follows", "yes" if follows else "no")
        if follows:
            kind = cursor.byte()
            fields.part(told, cursor, cursor.at - 1, "kind of report", str(kind))
            told.title += ", with a report"
            if kind not in _FOLLOWS:
                raise ValueError(f"a report of kind {kind:02X} is not read here")
            _FOLLOWS[kind](cursor, told)
    if tail and cursor.left:
        tagged = cursor.byte()
        fields.part(told, cursor, cursor.at - 1, "time tag", "yes" if tagged else "no")
        if tagged:
            when = cursor.take(7)
            fields.part(told, cursor, cursor.at - 7, "sent at", moment(when))
            unit, count = cursor.byte(), int.from_bytes(cursor.take(2), "big")
            units = ("s", "min", "h", "days", "months", "years")
            says = f"{count} {units[unit]}" if unit < len(units) else str(count)
            fields.part(told, cursor, cursor.at - 3, "valid for", says)


def _fragment(cursor: Cursor, told: Explained) -> None:
    head = int.from_bytes(cursor.take(2), "little")
    what = _FRAGMENTS[head >> 14]
    told.title = f"{what} fragment, number {head & 0x0FFF}"
    fields.part(told, cursor, 0, "fragment", f"{what}, number {head & 0x0FFF}")
    if cursor.left:
        fields.taken(told, cursor, cursor.left, "piece of an APDU")


def _security(cursor: Cursor, told: Explained, first: int) -> None:
    """SECURITY: an APDU in plain text or ciphered, and what proves where it is from."""
    asked = first == get.SECURITY
    told.title = "SECURITY" if asked else "SECURITY answer"
    fields.part(told, cursor, cursor.at - 1, "service", told.title)
    choice = cursor.byte()
    fields.part(told, cursor, cursor.at - 1, "data", {0: "plain", 1: "ciphered", 2: "refused"}.get(choice, "unknown"))
    if choice == 2 and not asked:
        fields.refusal(cursor, told)
    elif choice in (0, 1):
        start = cursor.at
        size = cursor.length()
        fields.part(told, cursor, start, "length", str(size))
        if choice == 1:
            told.title += ", ciphered: only with its key could it be read"
            fields.taken(told, cursor, size, "cipher")
        else:
            told.title += " "
            inner = Cursor(cursor.take(size))
            apdu(inner, told)
            if inner.left:
                fields.taken(told, inner, inner.left, "not read here")
    if cursor.left:
        _proof(cursor, told, asked)


def _proof(cursor: Cursor, told: Explained, asked: bool) -> None:
    """What stands behind the APDU: identity, random, MAC."""
    if not asked:
        there = cursor.byte()
        fields.part(told, cursor, cursor.at - 1, "proof", "yes" if there else "none")
        if not there:
            return
    choice = cursor.byte()
    kinds = ("SID and MAC", "random", "random and MAC", "SID") if asked else ("MAC",)
    if choice >= len(kinds):
        raise ValueError(f"proof {choice:02X} is none that is read here")
    fields.part(told, cursor, cursor.at - 1, "kind of proof", kinds[choice])
    told.title += f", {kinds[choice]}" if asked else ""
    if "SID" in kinds[choice]:
        fields.taken(told, cursor, 4, "SID")
        _octets(cursor, told, "added data")
    if "random" in kinds[choice]:
        _octets(cursor, told, "random")
    if "MAC" in kinds[choice]:
        _octets(cursor, told, "MAC")
        told.title += ", MAC not checked"


def _octets(cursor: Cursor, told: Explained, name: str) -> None:
    start = cursor.at
    cursor.octets()
    fields.part(told, cursor, start, name)
