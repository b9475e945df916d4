# layouts.py - DATA of a frame, cut into its fields
"""A layout of controls.tsv is one of `LAYOUTS` or a list of records (@name), of which the one with the length fits."""

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey_host.reader.dlt645 import blocks, catalogue
from wattkey_host.reader.dlt645.blocks import Item, Value
from wattkey_host.reader.dlt645.explained import Explained, Part
from wattkey_host.reader.dlt645.formats import Width
from wattkey_host.reader.dlt645.identifier import Identifier
from wattkey_host.reader.dlt645.tables import rows


def read_layout(told: Explained, frame: Frame, layout: str) -> None:
    """Read DATA of a frame that is no refusal. Raises ValueError where it does not have the layout."""
    data = frame.data
    if layout in LAYOUTS:
        LAYOUTS[layout](told, frame)
    elif layout:
        _fields(told, data, layout.split())
    elif data:
        told.remarks.append(f"{len(data)} bytes of data where none belong")
        told.parts.append(Part(data, "data"))


def _fields(told: Explained, data: bytes, records: list[str]) -> None:
    """Read DATA by the first of the records that has its length. Raises ValueError if none has."""
    if not data and "@none" in records:
        return
    known = [record for record in records if record != "@none"]
    fitting = [record for record in known if blocks.length(record) == len(data)]
    for item, form, part in blocks.cut((fitting or known[-1:])[0], data):
        try:
            told.add(blocks.read(form.spec, item, part))
        except ValueError as wrong:
            told.remarks.append(f"{item.name}: {wrong}")
            told.parts.append(Part(part, item.name))


def _identified(told: Explained, frame: Frame) -> Identifier | None:
    size = 4 if told.standard == "2007" else 2
    if len(frame.data) < size:
        told.remarks.append(f"{len(frame.data)} bytes of data where at least the {size} of an identifier belong")
        told.parts.append(Part(frame.data, "data"))
        return None
    found = catalogue.by_wire(told.standard, frame.data)
    told.parts.append(Part(frame.data[:size], "identifier", f"{found.code} {found.name}"))
    told.title += f", {found.code} {found.name}"
    return found


def _question(told: Explained, frame: Frame) -> None:
    found = _identified(told, frame)
    rest = frame.data[len(found.wire) :] if found else b""
    if found and rest:
        item = "sequence" if frame.control & codes.FUNCTION == codes.MORE else "count of blocks"
        told.parts.append(Part(rest[:1], item, str(rest[0])))
        if len(rest) == 6:
            told.add(blocks.read("YYMMDDhhmm", Item("from", "from", "起始时间", ""), rest[1:]))
        elif len(rest) > 1:
            told.remarks.append(f"{len(rest)} bytes behind the identifier where 0, 1 or 6 belong")


def _answer(told: Explained, frame: Frame) -> None:
    found = _identified(told, frame)
    if found is None:
        return
    data = frame.data[len(found.wire) :]
    sequence = data[-1:] if told.standard == "2007" and frame.control & codes.FUNCTION == codes.MORE else b""
    data = data[: len(data) - len(sequence)]
    if data:
        told.add(_values(told, found, data, bool(frame.control & codes.FOLLOWS or sequence)))
    if sequence:
        told.parts.append(Part(sequence, "sequence", str(sequence[0])))


def _values(told: Explained, found: Identifier, data: bytes, partial: bool) -> list[Value]:
    try:
        return found.values(data)
    except ValueError as wrong:
        if not told.whole:
            raise
        if partial:
            return catalogue.unknown(found.standard, found.code).values(data)
        values = found.values(data, Width.WIDER)
        told.remarks.append(str(wrong))
        return values


def _writing(told: Explained, frame: Frame) -> None:
    found = _identified(told, frame)
    if found is None:
        return
    head = "@authorised" if told.standard == "2007" else "@password"
    at = len(found.wire)
    end = at + (blocks.length(head) or 0)
    _fields(told, frame.data[at:end], [head])
    data = frame.data[end:]
    if told.standard == "2007" and frame.data[at] in (0x98, 0x99):
        told.parts += [Part(data[:-4], "cipher" if frame.data[at] == 0x98 else "value"), Part(data[-4:], "MAC")]
    elif data:
        told.add(found.values(data))


def _security(told: Explained, frame: Frame) -> None:
    found = _identified(told, frame)
    if found is None:
        return
    data = frame.data[4:]
    way = "answer" if frame.control & codes.ANSWER else "ask"
    if way == "ask":
        told.add(blocks.read("HEX4", Item("operator", "operator", "操作者代码", ""), data[:4]))
        data = data[4:]
    names = {row["record"] for row in rows("records")}
    layouts = [f"@{name}" for name in (f"{found.code}.{way}", f"{found.code}.{way}.vendor") if name in names]
    if layouts and data:
        if blocks.length(layouts[-1]) == len(data) and layouts[-1].endswith("vendor"):
            told.remarks.append("the layout of one maker, not the one of State Grid")
        _fields(told, data, layouts)
    elif data:
        told.parts.append(Part(data, "data"))


LAYOUTS = {"di": _question, "values": _answer, "write": _writing, "security": _security}
