# framewords.py - a frame of DL/T 645 in words, in English and in Chinese, as a page shows it
"""The reader's tables have both names of whatever is in a frame; what its code says beside them is in
said.tsv (saidwords.py)."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.explain import explain
from wattkey_host.reader.dlt645.explained import Explained
from wattkey_host.reader.dlt645.formats import WEEKDAYS
from wattkey_host.reader.dlt645.tables import rows
from wattkey_host.story.teller import OPENINGS
from wattkey_host.touch.pagewords import said_in_chinese

Row = dict[str, Any]
_VALUES = 4  # that are told in the line of a frame
_WEEKDAY = re.compile(rf"(?<= )({'|'.join(WEEKDAYS)})(?= |$)|weekday (?=\d)")
_DAYS = dict(zip(WEEKDAYS, "日一二三四五六", strict=False))


def told(frame: Frame, whole: bool) -> Row:
    """A frame in words; `money` where it carries or asks for money, `refused` where the meter says no."""
    found = explain(frame, whole)
    return {
        "address": frame.address.hex(),
        "control": f"{frame.control:02X}",
        "standard": found.standard,
        "title": found.text,
        "title_zh": _title(frame, found),
        "parts": list(_parts(frame, found)),
        "wrong": list(found.remarks),
        "wrong_zh": [_remark(one) for one in found.remarks],
        "refused": frame.is_error(),
        "money": frame.control & codes.FUNCTION == codes.SECURITY and _di(frame) in OPENINGS,
    }


def _remark(said: str) -> str:
    """What is odd about a frame, or wrong with a field of it."""
    field, _, why = said.partition(": ")
    if field in _fields():
        return f"{_fields()[field]}：{said_in_chinese(why)}"
    return said_in_chinese(said)


def _parts(frame: Frame, found: Explained) -> Iterable[Row]:
    values = {(value.name, value.wire): value for value in found.values}
    for part in found.parts:
        row = {"hex": part.data.hex(" "), "name": part.name, "says": part.says}
        if value := values.get((part.name, part.data)):
            yield row | {"name_zh": value.name_zh, "says_zh": _spoken(value)}
        else:
            says = _code(frame, found) if part.name == "identifier" else part.says
            yield row | {"name_zh": _fields().get(part.name) or said_in_chinese(part.name), "says_zh": says}


def _code(frame: Frame, found: Explained) -> str:
    identifier = catalogue.by_wire(found.standard, frame.data)
    return f"{identifier.code} {identifier.name_zh}" if identifier.source else identifier.name_zh


def _spoken(value: Value) -> str:
    """As Value.spoken."""
    if value.value is None:
        return "无"
    if value.value == "":
        return "空"
    return f"{_text(value)} {value.unit}".strip() + (f"（{value.note_zh or value.note}）" if value.note else "")


def _text(value: Value) -> str:
    return _WEEKDAY.sub(lambda found: f"周{_DAYS.get(found[0], '')}", value.text)


def _title(frame: Frame, found: Explained) -> str:
    """What is asked or answered: control code, identifier, the first values; the same tables as in English."""
    unknown = f"控制码{frame.control:02X}，标准中没有"
    control = next((row["name_zh"] for row in rows("controls") if _is(row, frame, found.standard)), unknown)
    if frame.is_error():
        return "，".join([f"{control}：拒绝", *[value.note_zh or value.text for value in found.values]])
    identifier = catalogue.by_wire(found.standard, frame.data)
    said = [f"{identifier.code} {identifier.name_zh}"] if identifier.source else []
    said += [
        f"{value.name_zh} {_text(value)} {value.unit}".strip() for value in found.values[:_VALUES] if value.name_zh
    ]
    return "，".join([control, *said])


def _is(row: dict[str, str], frame: Frame, standard: str) -> bool:
    plain = frame.control & ~codes.FOLLOWS & ~codes.ERROR
    return (row["control"], row["standard"]) == (f"{plain:02X}", standard)


def _di(frame: Frame) -> int:
    return int.from_bytes(frame.data[:4], "little")


@cache
def _fields() -> dict[str, str]:
    """English -> Chinese name of a field of a record that could not be read."""
    return {row["name"]: row["name_zh"] for row in rows("records")}
