# explain.py - one frame in words: what is asked or answered, field by field
"""Tables say it: controls.tsv what a control code means and which layout its DATA has, records.tsv the layouts."""

from collections.abc import Iterator

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.explained import Explained, Part
from wattkey_host.reader.dlt645.layouts import LAYOUTS, read_layout
from wattkey_host.reader.dlt645.tables import bit_names, rows

_SPEEDS = (0x02, 0x04, 0x08, 0x10, 0x20, 0x40)


def explain(frame: Frame, whole: bool = True) -> Explained:
    """Say what a frame means. Never raises: what cannot be read becomes a remark.

    Of a frame that is not `whole` no number is read that is shorter than it should be.
    """
    told = Explained(standard_of(frame), whole)
    row = _control(frame.control & ~codes.FOLLOWS & ~codes.ERROR, told.standard)
    told.title = row["name"] if row else f"control code {frame.control:02X}, which no standard knows"
    if frame.control & codes.FOLLOWS:
        told.title += ", more follows"
    try:
        if frame.control & codes.ERROR:
            _refusal(told, frame)
        elif row:
            read_layout(told, frame, row["layout"])
        elif frame.data:
            told.parts.append(Part(frame.data, "data"))
    except ValueError as wrong:
        told.remarks.append(str(wrong))
        told.parts.append(Part(frame.data[sum(len(part.data) for part in told.parts) :], "data"))
    told.remarks += _odd(frame, told)
    return told


def standard_of(frame: Frame) -> str:
    """The edition that a frame belongs to. Function 03 is security in 2007, and an empty repeat request in 1997."""
    function = frame.control & codes.FUNCTION
    if function == codes.SECURITY:
        return "2007" if frame.data else "1997"
    return next(
        (row["standard"] for row in rows("controls") if int(row["control"], 16) & codes.FUNCTION == function), "2007"
    )


def _control(control: int, standard: str) -> dict[str, str] | None:
    wanted = (f"{control:02X}", standard)
    return next((row for row in rows("controls") if (row["control"], row["standard"]) == wanted), None)


def _refusal(told: Explained, frame: Frame) -> None:
    told.title = told.title.removeprefix("answer to ").removesuffix(" done").removesuffix(" accepted") + " refused"
    data, table = frame.data, "error_" + told.standard
    if frame.control & codes.FUNCTION == codes.SECURITY:
        table = "serr"
    elif len(data) == 2 and frame.control & codes.FUNCTION == codes.RELAY:
        table = "relay_error"
    if not 1 <= len(data) <= 2:
        raise ValueError(f"{len(data)} bytes of data where an error has 1 or 2")
    code = int.from_bytes(data, "little")
    note, note_zh = bit_names(table, code)
    shown = f"{code:0{2 * len(data)}X}"
    told.title += f": {note or 'no reason given'}"
    told.add([Value("error", "error", "错误信息字", shown, "", note, note_zh, data)])
    if table == "serr" and len(data) == 1:
        told.remarks.append("an error of one byte, where a security error has two")


def _odd(frame: Frame, told: Explained) -> Iterator[str]:
    """What a frame that is whole may still have wrong with it."""
    printed = frame.address.hex()
    bare = printed.lstrip("a") if set(frame.address) != {0xAA} else ""
    if not (bare or "0").isdecimal():
        yield f"address {printed.upper()} is not BCD"
    if frame.control & codes.ANSWER and 0xAA in frame.address:
        yield "answered under the wildcard address AA"
    raw = Frame(frame.address, frame.control, bytes((b + 0x33) & 0xFF for b in frame.data))
    if _known(raw, told.standard) and not _known(frame, told.standard):
        meant = f"{raw.data.hex(' ').upper()}: {_meant(raw, told.standard)}"
        yield f"33H was not added to the data: as the bytes travelled they make sense, {meant}"


def _meant(raw: Frame, standard: str) -> str:
    if len(raw.data) == 1:
        return bit_names("speed", raw.data[0])[0]
    found = catalogue.by_wire(standard, raw.data)
    return f"{found.code} {found.name}"


def _known(frame: Frame, standard: str) -> bool:
    """Whether DATA begins with an identifier of the catalogue, or is a speed."""
    if frame.control & codes.FUNCTION in (codes.CHANGE_SPEED, codes.CHANGE_SPEED_1997):
        return len(frame.data) == 1 and frame.data[0] in _SPEEDS
    row = _control(frame.control & ~codes.FOLLOWS, standard)
    return bool(row and row["layout"] in LAYOUTS and catalogue.by_wire(standard, frame.data).source)
