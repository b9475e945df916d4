# cli_decode.py - `wattkey decode`: every frame in words, field by field, and what is wrong pointed at
"""Takes hex as words, the name of a capture (text or raw), or standard input. Exit status 1 if anything is wrong."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from wattkey.dlt645.frame import Frame
from wattkey.dlt698.link import Frame698
from wattkey_host.plain import in_json, plain, say
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.capture import NotHex, recorded, typed
from wattkey_host.reader.dlt645.explain import explain
from wattkey_host.reader.dlt645.explained import Explained, summary
from wattkey_host.reader.dlt645.following import Following
from wattkey_host.reader.dlt645.incoming import Counted, pieces_of, readable
from wattkey_host.reader.dlt645.sightings import Sighting, inside, walked
from wattkey_host.reader.dlt698.gathering import Fragments
from wattkey_host.reader.dlt698.words698 import explain as explain_698
from wattkey_host.reader.dlt698.words698 import title as title_698

_SHORTEST = 12  # bytes of a frame
_LONGEST_SHOWN = 2048  # bytes of one sighting: more than a frame has
_LONGEST_NAME = 250  # longer is hex, and asking the file system an error


def decode(
    given: Annotated[
        list[str] | None, typer.Argument(metavar="[HEX...|FILE|-]", help="Hex bytes, a capture, or - for stdin")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a frame, on stdout")] = False,
) -> None:
    """Say what frames mean: DL/T 645-1997 and -2007, DL/T 698.45, security commands, other families around them."""
    stream = Counted(_stream(given or []))
    right, count, following, fragments = True, 0, Following(), Fragments()
    for sighting, within in _opened(walked(stream)):
        count += sighting.is_frame
        right = right and not (sighting.wrong and _is_frame(sighting))
        joined = following.take(sighting.frame) if sighting.frame and not sighting.wrong else []
        if sighting.link and not sighting.wrong and (whole := fragments.take(sighting.link)):
            joined = whole.values
        if not as_json:
            print("\n".join(map(plain, _words(sighting, joined, within))), flush=True)
        elif sighting.is_frame:
            print(in_json(_plain(sighting, joined)), flush=True)
        else:
            say(sighting.wrong[0], err=True)
    if not count:
        say(f"no frame in {stream.count} bytes", err=True)
    raise typer.Exit(0 if right and count else 1)


def _is_frame(sighting: Sighting) -> bool:
    """Whether it is a frame or once was one, and not mere noise."""
    return sighting.is_frame or (b"\x68" in sighting.raw and len(sighting.raw) >= _SHORTEST)


def _stream(given: list[str]) -> Iterable[bytes]:
    if given in ([], ["-"]):
        return recorded(pieces_of(sys.stdin.buffer))
    if len(given) == 1 and len(given[0]) <= _LONGEST_NAME and readable(Path(given[0])):
        return recorded(pieces_of(Path(given[0]).open("rb", buffering=0)))
    try:
        return [typed(given)]
    except NotHex as wrong:
        say(str(wrong), err=True)
        raise typer.Exit(2) from wrong


def _opened(found: Iterable[Sighting]) -> Iterator[tuple[Sighting, bool]]:
    """The sightings, each with whether something is inside it; behind it what is."""
    for sighting in found:
        within = inside(sighting)
        yield sighting, any(one.is_frame for one in within)
        yield from _opened(within)


def _title(frame: Frame, told: Explained) -> str:
    """The frame in one line: who says what, and the values."""
    meter = frame.address.hex().upper()
    return f"{'from' if frame.is_answer() else 'to'} meter {meter}: {told.text}"


def _words(sighting: Sighting, joined: list[Value], within: bool) -> Iterator[str]:
    more = " ..." if len(sighting.raw) > _LONGEST_SHOWN else ""
    yield f"{sighting.at:5}  {sighting.raw[:_LONGEST_SHOWN].hex(' ').upper()}{more}"
    if sighting.wrapped:
        yield f"       {sighting.wrapped.title}{'; inside it:' if within else ''}"
    if sighting.link:
        yield from _link_words(sighting.link, explain_698(sighting.link), within)
    if sighting.frame:
        yield from _frame_words(sighting.frame, explain(sighting.frame, sighting.whole))
    if joined:
        yield f"       WHOLE  with the frames before: {summary(joined)}"
    for wrong in sighting.wrong:
        yield f"       WRONG  {wrong}"


def _frame_words(frame: Frame, told: Explained) -> Iterator[str]:
    yield f"       {_title(frame, told)}  [DL/T 645-{told.standard}]"
    yield f"         {'address':32} {frame.address.hex().upper()}"
    yield f"         {'control':32} {frame.control:02X}  {told.title}"
    yield from _part_words(told)


def _link_words(frame: Frame698, told: Explained, within: bool) -> Iterator[str]:
    yield f"       {title_698(frame, told)}  [DL/T 698.45]{'; inside it:' if within else ''}"
    yield f"         {'address':32} {frame.address.hex().upper()}"
    yield f"         {'control':32} {frame.control:02X}"
    yield from _part_words(told)


def _part_words(told: Explained) -> Iterator[str]:
    for part in told.parts:
        says = f"  {part.says}" if part.says else ""
        yield f"         {part.name:32} {part.data.hex(' ').upper()}{says}"
    for remark in told.remarks:
        yield f"       ODD    {remark}"


def _plain(sighting: Sighting, joined: list[Value]) -> dict[str, object]:
    """One frame as an object; see docs/protocol.md for its keys."""
    wrapped = sighting.wrapped
    if wrapped:
        return {
            "address": wrapped.target.hex(),
            "control": f"{wrapped.control:02X}",
            "data": wrapped.content.hex().upper(),
            "checksum_ok": sighting.checksum_ok,
            "standard": wrapped.standard,
            "text": "; ".join([wrapped.title, *sighting.wrong]),
        }
    frame: Frame | Frame698 | None = sighting.frame or sighting.link
    assert frame is not None  # seen by the caller
    told = explain_698(frame) if isinstance(frame, Frame698) else explain(frame, sighting.whole)
    title = title_698(frame, told) if isinstance(frame, Frame698) else _title(frame, told)
    problems = sighting.wrong + told.remarks
    known = {"values": [_value(value) for value in told.values]} if told.values else {}
    return {
        "address": frame.address.hex().upper(),
        "control": f"{frame.control:02X}",
        "data": frame.data.hex().upper(),
        "checksum_ok": sighting.checksum_ok,
        "standard": told.standard,
        "text": title + "".join(f"; {problem}" for problem in problems),
        **known,
        **({"whole_values": [_value(value) for value in joined]} if joined else {}),
        **({"problems": problems} if problems else {}),
    }


def _value(value: Value) -> dict[str, str | None]:
    shown = None if value.value is None else value.text
    plain = {"key": value.key, "name": value.name, "name_zh": value.name_zh, "value": shown, "unit": value.unit}
    return {**plain, "note": value.note, "note_zh": value.note_zh} if value.note else plain
