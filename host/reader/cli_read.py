# cli_read.py - `wattkey read`: one value of any meter, in its own language
"""The last line on stdout is the value alone, words are on stderr. Exit status: 0 a value, 5 no answer, 3 refused,
4 bad answer, 2 wrong usage."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import serial
import typer

from wattkey.dlt645.master import Master
from wattkey_host.complaint import in_words
from wattkey_host.line import PcClock
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_host.plain import in_json, say
from wattkey_host.reader import asking
from wattkey_host.reader.asking import Failure, Reading, Silence
from wattkey_host.reader.dlt645.formats import Width
from wattkey_host.reader.dlt645.identifier import Identifier, languages
from wattkey_host.reader.meterline import MeterLine
from wattkey_host.reader.read_options import (
    ANYONE,
    Address,
    BoxFile,
    CsvFile,
    Edition,
    Narrow,
    Parity,
    Search,
    Wanted,
    address_of,
    tries_of,
)
from wattkey_host.reader.readingwords import show
from wattkey_host.reader.scan import Found, scan
from wattkey_host.serialport import full_address, told


def read(
    to: Annotated[str, typer.Option(metavar="HOST:PORT|DEV", help="Where the meter is.")],
    identifier: Wanted = None,
    box: BoxFile = None,
    csv: CsvFile = None,
    overwrite: Overwrite = False,
    search: Search = False,
    address: Address = ANYONE,
    standard: Edition = None,
    find: Annotated[bool, typer.Option("--scan", help="Find speed, parity, edition and address by trying.")] = False,
    watch: Annotated[float | None, typer.Option(min=0, metavar="SECONDS", help="Read again and again.")] = None,
    times: Annotated[int, typer.Option(min=0, help="With --watch: how often; 0 until Ctrl-C.")] = 0,
    raw: Annotated[bool, typer.Option("--raw", help="The bytes as they came, in hex, wire order; frames too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line, last on stdout.")] = False,
    timeout: Annotated[float, typer.Option(min=0.05, help="Seconds of silence that are no answer.")] = 1.0,
    preamble: Annotated[int, typer.Option(min=0, max=64, help="FE bytes in front of a question.")] = 4,
    baud: Annotated[int, typer.Option(help="Of a serial line.")] = 1200,
    parity: Parity = "even",
    narrow: Narrow = False,
) -> None:
    """Read a value of a meter, DL/T 645-1997, -2007 or DL/T 698.45, over TCP or a serial line."""
    where = (to := full_address(to), timeout, preamble, baud, parity)
    other = bool(identifier or find or watch is not None or raw)
    if search:
        raise typer.Exit(_search(where, as_json, other or box or csv))
    if box or csv:
        raise typer.Exit(_read_box(box, _free(csv, overwrite), where, as_json, other))
    who, tries = address_of(address, _tell, standard), tries_of(identifier, standard, find)
    try:
        if find:
            found = _scanned(to, timeout, preamble, as_json, bool(tries))
            who = bytes.fromhex(found.address)
            baud, parity = found.baud or baud, found.parity or parity
        if tries:
            line = MeterLine(to, timeout, preamble, baud, parity)
            _watch(line, who, tries, _width(narrow), lambda reading: show(reading, line, raw, as_json), watch, times)
    except Failure as failure:
        _fail(failure, as_json)
    except (serial.SerialException, OSError, ValueError) as error:  # ValueError: a URL that pyserial does not know
        _fail(Silence(told(to, error)), as_json)


def _width(narrow: bool) -> Width:
    return Width.ANY if narrow else Width.WIDER


def _free(csv: Path | None, overwrite: bool) -> Path | None:
    """The file, if it may be written."""
    try:
        ask_before(overwrite, csv)
    except FileExistsError as there:
        _tell(in_words(there))
        raise typer.Exit(1) from there
    return csv


def _read_box(box: Path | None, csv: Path | None, line: tuple, as_json: bool, other: bool) -> int:
    """Exit status of a whole box; `line` is what MeterLine takes."""
    from wattkey_host.reader.box.reader import listed, read_box

    if box is None:
        raise typer.BadParameter("only --box writes CSV", param_hint="--csv")
    if other:
        raise typer.BadParameter("goes with none of --id, --scan, --watch, --raw", param_hint="--box")
    try:
        meters = listed(box)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--box") from wrong
    try:
        return read_box(meters, lambda: MeterLine(*line), csv, as_json)
    except (serial.SerialException, OSError, ValueError) as error:
        _fail(Silence(told(line[0], error)), as_json)


def _search(line: tuple, as_json: bool, other: object) -> int:
    """Exit status of a search of the line."""
    from wattkey_host.reader.box.seeker import search_box

    if other:
        raise typer.BadParameter("goes with none of --box, --csv, --id, --scan, --watch, --raw", param_hint="--search")
    try:
        return search_box(lambda: MeterLine(*line), as_json)
    except (serial.SerialException, OSError, ValueError) as error:
        _fail(Silence(told(line[0], error)), as_json)


def _watch(
    line: MeterLine,
    who: bytes,
    tries: list[Identifier],
    width: Width,
    show: Callable[[Reading], None],
    watch: float | None,
    times: int,
) -> None:
    """Read once, or every `watch` seconds; there a failure is told and the next turn comes. Raises Failure."""
    master = Master(line, PcClock())
    turn = 0
    try:
        while True:
            turn += 1
            last = watch is None or turn == times
            began = time.monotonic()
            try:
                show(asyncio.run(asking.read(master, line, who, tries, width)))
            except Failure as failure:
                if last:
                    raise
                _tell(str(failure))
            if last:
                return
            time.sleep(max(0.0, (watch or 0) - (time.monotonic() - began)))
    finally:
        line.close()


def _scanned(to: str, timeout: float, preamble: int, as_json: bool, more: bool) -> Found:
    """The meter that answers, told; `more` if something is to be read then. Raises Silence."""
    found = asyncio.run(scan(to, timeout, preamble, _tell))
    if found is None:
        raise Silence("no meter answered anything at any speed and parity")
    _show_found(found, as_json, more)
    return found


def _show_found(found: Found, as_json: bool, more: bool) -> None:
    if as_json and not more:
        plain = {"ok": True, "address": found.address, "standards": found.standards}
        print(json.dumps({**plain, "baud": found.baud, "parity": found.parity}))
        return
    line = f", {found.baud} baud, parity {found.parity}" if found.baud else ""
    _tell(f"meter {found.address}, {languages(found.standards)}{line}")
    if not more:
        say(found.address)


def _fail(failure: Failure, as_json: bool) -> NoReturn:
    _tell(str(failure))
    if as_json:
        print(in_json({"ok": False, "error": str(failure), "status": failure.status}))
    raise typer.Exit(failure.status) from failure


def _tell(line: str) -> None:
    say(line, err=True)
