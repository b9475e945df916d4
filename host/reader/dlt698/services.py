# services.py - the services of DL/T 698.45 field by field: what is asked, answered, refused
"""Each reader takes the bytes of an APDU in their order and tells what they are. What is not read to its end is left
as bytes; what cannot be right raises ValueError."""

from collections.abc import Callable, Mapping

from wattkey.dlt698 import get
from wattkey_host.reader.dlt645.explained import Explained
from wattkey_host.reader.dlt698 import sessions698 as sessions
from wattkey_host.reader.dlt698.axdr import Cursor
from wattkey_host.reader.dlt698.fields698 import (
    Reader,
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
    several,
)

_BLOCK_KINDS = {0: "refused", 1: "results", 2: "records"}
_GETS = {1: "one", 2: "list", 3: "record", 4: "list of records", 5: "next block", 6: "MD5"}
_SETS = {1: "one", 2: "list", 3: "then read"}
_REPORTS = {1: "list", 2: "list of records", 3: "transparent data"}


def _service(names: dict[int, str], readers: Mapping[int, Reader]) -> Reader:
    """A service: its kind, its number, then what stands behind a kind; of other kinds nothing is read."""

    def read(cursor: Cursor, told: Explained) -> None:
        kind = kind_of(cursor, told, names)
        number(cursor, told)
        if kind in readers:
            readers[kind](cursor, told)

    return read


def _of_each(read: Callable[[Cursor, Explained, bool], None]) -> Reader:
    """A SET or an ACTION of one, or of several, which `read` is told so."""

    def one(cursor: Cursor, told: Explained) -> None:
        read(cursor, told, False)

    def in_list(cursor: Cursor, told: Explained) -> None:
        read(cursor, told, True)

    return _service(_SETS, {1: one, 2: several(in_list), 3: one})


def _asked_record(cursor: Cursor, told: Explained) -> None:
    identified(cursor, told)
    start = cursor.at
    rows = cursor.rsd()
    part(told, cursor, start, "rows", rows)
    start = cursor.at
    part(told, cursor, start, "columns", " ".join(cursor.rcsd()))


def _asked_block(cursor: Cursor, told: Explained) -> None:
    block = cursor.take(2)
    part(told, cursor, cursor.at - 2, "block", f"{int.from_bytes(block, 'big')} came")


def _one_result(cursor: Cursor, told: Explained) -> None:
    result(cursor, told, identified(cursor, told))


def _block(cursor: Cursor, told: Explained) -> None:
    last = cursor.byte()
    part(told, cursor, cursor.at - 1, "last block", "yes" if last else "no")
    block = int.from_bytes(cursor.take(2), "big")
    part(told, cursor, cursor.at - 2, "block", str(block))
    told.title += f", block {block}" + (", the last" if last else ", more follows")
    inside = cursor.byte()
    part(told, cursor, cursor.at - 1, "content", _BLOCK_KINDS.get(inside, "unknown"))
    if inside in _BLOCKS:
        _BLOCKS[inside](cursor, told)


def _written(cursor: Cursor, told: Explained, listed: bool) -> None:
    """An object and its new value."""
    found = identified(cursor, told)
    data(cursor, told, found, (found.alias or found.code) if listed else "")


def _was_written(cursor: Cursor, told: Explained, listed: bool) -> None:
    refusal(cursor, told, identified(cursor, told).code if listed else "")


def _method(cursor: Cursor, told: Explained) -> str:
    code = cursor.take(4).hex().upper()
    part(told, cursor, cursor.at - 4, "OMD", code)
    told.title += f", method {code}"
    return code


def _acted(cursor: Cursor, told: Explained, listed: bool) -> None:
    """A method and its parameter."""
    code = _method(cursor, told)
    data(cursor, told, known(code), code)


def _was_acted(cursor: Cursor, told: Explained, listed: bool) -> None:
    """The result of a method, and what it gives back."""
    code = _method(cursor, told)
    refusal(cursor, told, code if listed else "")
    there = cursor.byte()
    part(told, cursor, cursor.at - 1, "data", "there is some" if there else "none")
    if there:
        data(cursor, told, known(code), code)


_BLOCKS: dict[int, Reader] = {0: refusal, 1: results, 2: several(records)}
_get = _service(_GETS, {1: identified, 2: several(identified), 3: _asked_record, 5: _asked_block})
_got = _service(_GETS, {1: _one_result, 2: results, 3: records, 5: _block})
_reported = _service(_REPORTS, {1: results, 2: several(records)})

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
    get.GET: ("GET", _get, REQUEST),
    get.GET | get.REPLY: ("GET answer", _got, RESPONSE),
    0x06: ("SET", _of_each(_written), REQUEST),
    0x86: ("SET answer", _of_each(_was_written), RESPONSE),
    0x07: ("ACTION", _of_each(_acted), REQUEST),
    0x87: ("ACTION answer", _of_each(_was_acted), RESPONSE),
    0x08: ("REPORT confirmed", number, ""),
    0x88: ("REPORT", _reported, RESPONSE),
    0x09: ("PROXY", number, ""),
    0x89: ("PROXY answer", number, ""),
    0x6E: ("ERROR", sessions.error, REQUEST),
    0xEE: ("ERROR answer", sessions.error, RESPONSE),
}
