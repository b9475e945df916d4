# services.py - the services of DL/T 698.45 field by field: what is asked, answered, refused
"""Each reader takes the bytes of an APDU in their order and tells what they are. What is not read to its end is left
as bytes; what cannot be right raises ValueError."""

from collections.abc import Callable

from wattkey_host.reader.dlt645.explained import Explained
from wattkey_host.reader.dlt698 import sessions698 as sessions
from wattkey_host.reader.dlt698.axdr import Cursor
from wattkey_host.reader.dlt698.fields698 import (
    count,
    data,
    identified,
    kind_of,
    known,
    number,
    part,
    records,
    refusal,
    result,
    results,
)

Reader = Callable[[Cursor, Explained], None]
_BLOCK_KINDS = {0: "refused", 1: "results", 2: "records"}
_GETS = {1: "one", 2: "list", 3: "record", 4: "list of records", 5: "next block", 6: "MD5"}
_SETS = {1: "one", 2: "list", 3: "then read"}
_REPORTS = {1: "list", 2: "list of records", 3: "transparent data"}


def get(cursor: Cursor, told: Explained) -> None:
    """GET-Request and what stands behind its kind."""
    kind = kind_of(cursor, told, _GETS)
    number(cursor, told)
    if kind == 1:
        identified(cursor, told)
    elif kind == 2:
        for _ in range(count(cursor, told)):
            identified(cursor, told)
    elif kind == 3:
        identified(cursor, told)
        start = cursor.at
        rows = cursor.rsd()
        part(told, cursor, start, "rows", rows)
        start = cursor.at
        part(told, cursor, start, "columns", " ".join(cursor.rcsd()))
    elif kind == 5:
        block = cursor.take(2)
        part(told, cursor, cursor.at - 2, "block", f"{int.from_bytes(block, 'big')} came")


def got(cursor: Cursor, told: Explained) -> None:
    """GET-Response."""
    kind = kind_of(cursor, told, _GETS)
    number(cursor, told)
    if kind == 1:
        result(cursor, told, identified(cursor, told))
    elif kind == 2:
        results(cursor, told)
    elif kind == 3:
        records(cursor, told)
    elif kind == 5:
        last = cursor.byte()
        part(told, cursor, cursor.at - 1, "last block", "yes" if last else "no")
        block = int.from_bytes(cursor.take(2), "big")
        part(told, cursor, cursor.at - 2, "block", str(block))
        told.title += f", block {block}" + (", the last" if last else ", more follows")
        inside = cursor.byte()
        part(told, cursor, cursor.at - 1, "content", _BLOCK_KINDS.get(inside, "unknown"))
        if inside == 0:
            refusal(cursor, told)
        elif inside == 1:
            results(cursor, told)
        elif inside == 2:
            for _ in range(count(cursor, told)):
                records(cursor, told)


def written(cursor: Cursor, told: Explained) -> None:
    """SET-Request: an object and its new value."""
    kind = kind_of(cursor, told, _SETS)
    number(cursor, told)
    for _ in range(count(cursor, told) if kind == 2 else 1):
        found = identified(cursor, told)
        data(cursor, told, found, (found.alias or found.code) if kind == 2 else "")


def was_written(cursor: Cursor, told: Explained) -> None:
    """SET-Response."""
    kind = kind_of(cursor, told, _SETS)
    number(cursor, told)
    for _ in range(count(cursor, told) if kind == 2 else 1):
        refusal(cursor, told, identified(cursor, told).code if kind == 2 else "")


def acted(cursor: Cursor, told: Explained) -> None:
    """ACTION-Request: a method and its parameter."""
    kind = kind_of(cursor, told, _SETS)
    number(cursor, told)
    for _ in range(count(cursor, told) if kind == 2 else 1):
        code = cursor.take(4).hex().upper()
        part(told, cursor, cursor.at - 4, "OMD", code)
        told.title += f", method {code}"
        data(cursor, told, known(code), code)


def was_acted(cursor: Cursor, told: Explained) -> None:
    """ACTION-Response: the result of a method, and what it gives back."""
    kind = kind_of(cursor, told, _SETS)
    number(cursor, told)
    for _ in range(count(cursor, told) if kind == 2 else 1):
        code = cursor.take(4).hex().upper()
        part(told, cursor, cursor.at - 4, "OMD", code)
        told.title += f", method {code}"
        refusal(cursor, told, code if kind == 2 else "")
        there = cursor.byte()
        part(told, cursor, cursor.at - 1, "data", "there is some" if there else "none")
        if there:
            data(cursor, told, known(code), code)


def reported(cursor: Cursor, told: Explained) -> None:
    """REPORT-Notification: what a meter or terminal tells of its own accord."""
    kind = kind_of(cursor, told, _REPORTS)
    number(cursor, told)
    if kind == 1:
        results(cursor, told)
    elif kind == 2:
        for _ in range(count(cursor, told)):
            records(cursor, told)


REQUEST, RESPONSE = "request", "response"
# first byte -> name, reader, what its tail is
SERVICES: dict[int, tuple[str, Reader, str]] = {
    0x01: ("LINK", sessions.link, ""),
    0x81: ("LINK answer", number, ""),
    0x02: ("CONNECT", sessions.connect, REQUEST),
    0x82: ("CONNECT answer", number, ""),
    0x03: ("RELEASE", number, REQUEST),
    0x83: ("RELEASE answer", sessions.released, RESPONSE),
    0x84: ("RELEASE by the meter", number, RESPONSE),
    0x05: ("GET", get, REQUEST),
    0x85: ("GET answer", got, RESPONSE),
    0x06: ("SET", written, REQUEST),
    0x86: ("SET answer", was_written, RESPONSE),
    0x07: ("ACTION", acted, REQUEST),
    0x87: ("ACTION answer", was_acted, RESPONSE),
    0x08: ("REPORT confirmed", number, ""),
    0x88: ("REPORT", reported, RESPONSE),
    0x09: ("PROXY", number, ""),
    0x89: ("PROXY answer", number, ""),
    0x6E: ("ERROR", sessions.error, REQUEST),
    0xEE: ("ERROR answer", sessions.error, RESPONSE),
}
