# fields698.py - the fields that services of DL/T 698.45 share: numbers, objects, data, results
"""Each takes bytes from the cursor and tells what they are. What cannot be right raises ValueError."""

from collections.abc import Callable

from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.explained import Explained, Part
from wattkey_host.reader.dlt645.identifier import DLT698, Identifier
from wattkey_host.reader.dlt698 import dar, objects
from wattkey_host.reader.dlt698.axdr import Cursor

Reader = Callable[[Cursor, Explained], object]


def part(told: Explained, cursor: Cursor, start: int, name: str, says: str = "") -> None:
    """What was taken since `start` is this."""
    told.parts.append(Part(cursor.data[start : cursor.at], name, says))


def taken(told: Explained, cursor: Cursor, size: int, name: str) -> bytes:
    """The next `size` bytes; told by their hex."""
    data = cursor.take(size)
    part(told, cursor, cursor.at - size, name)
    return data


def number(cursor: Cursor, told: Explained) -> None:
    """PIID, or PIID-ACD in what a meter says."""
    value = cursor.byte()
    says = str(value & 0x3F) + (", high priority" if value & 0x80 else "")
    part(told, cursor, cursor.at - 1, "PIID", says + (", events wait" if value & 0x40 else ""))


def identified(cursor: Cursor, told: Explained, name: str = "OAD") -> Identifier:
    """An object attribute, named in the title too."""
    found = known(cursor.take(4).hex().upper())
    part(told, cursor, cursor.at - 4, name, f"{found.code} {found.name}")
    told.title += f", {found.code} {found.name}"
    return found


def data(cursor: Cursor, told: Explained, found: Identifier, key: str = "") -> None:
    """One piece of data, by what the catalogue says of it, else as it stands; `key` stands in front of its keys."""
    datum = cursor.datum()
    try:
        values = objects.values(found, datum)
    except ValueError as wrong:
        told.remarks.append(f"{found.code}: {wrong}")
        values = objects.values(catalogue.unknown(DLT698, found.code), datum)
    told.add([_renamed(value, key) for value in values])


def _renamed(value: Value, key: str) -> Value:
    if not key:
        return value
    full = key if value.key == "value" else f"{key}.{value.key}"
    return Value(full, value.name, value.name_zh, value.value, value.unit, value.note, value.note_zh, value.wire)


def refusal(cursor: Cursor, told: Explained, key: str = "") -> None:
    """A DAR; 0 is success."""
    reason = cursor.byte()
    english, chinese = dar.DAR.get(reason, (dar.words(reason), f"DAR {reason}"))
    if reason == 0:
        part(told, cursor, cursor.at - 1, "result", english)
        return
    told.title += f", refused: {dar.words(reason)}"
    full = f"{key}.dar" if key else "error"
    told.add([Value(full, "reason (DAR)", "数据访问结果", reason, "", english, chinese, bytes([reason]))])


def result(cursor: Cursor, told: Explained, found: Identifier, key: str = "") -> None:
    """00 and a DAR, or 01 and data."""
    choice = cursor.byte()
    part(told, cursor, cursor.at - 1, "result", {0: "refused", 1: "data"}.get(choice, "unknown"))
    if choice == 1:
        data(cursor, told, found, key)
    else:
        refusal(cursor, told, key)


def known(code: str) -> Identifier:
    """An object attribute by its eight digits; one that is not in the catalogue is an `unknown`."""
    return catalogue.known(DLT698, code) or catalogue.unknown(DLT698, code)


def count(cursor: Cursor, told: Explained) -> int:
    """How many of something follow."""
    start = cursor.at
    many = cursor.length()
    part(told, cursor, start, "count", str(many))
    return many


def several(read: Reader) -> Reader:
    """A count, then so many of what `read` takes."""

    def each(cursor: Cursor, told: Explained) -> None:
        for _ in range(count(cursor, told)):
            read(cursor, told)

    return each


def kind_of(cursor: Cursor, told: Explained, names: dict[int, str]) -> int:
    """The second byte of a service, which says how it goes on."""
    kind = cursor.byte()
    part(told, cursor, cursor.at - 1, "kind", names.get(kind, "unknown"))
    told.title += f" ({names[kind]})" if names.get(kind, "") not in ("", names[1]) else ""
    if kind not in names:
        raise ValueError(f"kind {kind:02X} of this service is not read here")
    return kind


def results(cursor: Cursor, told: Explained) -> None:
    """Several objects with their results, each under its short name."""
    for _ in range(count(cursor, told)):
        found = identified(cursor, told)
        result(cursor, told, found, found.alias or found.code)


def records(cursor: Cursor, told: Explained) -> None:
    """One object's records: which columns, then row after row."""
    identified(cursor, told)
    start = cursor.at
    columns = cursor.rcsd()
    part(told, cursor, start, "columns", " ".join(columns))
    choice = cursor.byte()
    part(told, cursor, cursor.at - 1, "result", {0: "refused", 1: "records"}.get(choice, "unknown"))
    if choice != 1:
        refusal(cursor, told)
        return
    for row in range(1, count(cursor, told) + 1):
        for column in columns:
            found = known(column)
            data(cursor, told, found, f"{row}.{found.alias or column}")
