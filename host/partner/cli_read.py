# cli_read.py - `wattkey read`: one value of any DL/T 645 meter
"""The last line on stdout is the value alone, words are on stderr. Exit status: 0 a value, 5 no answer, 3 refused,
4 bad answer, 2 wrong usage."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Annotated

import serial
import typer

from wattkey.dlt645.master import Master
from wattkey_host.dlt645.blocks import Value
from wattkey_host.dlt645.catalogue import STANDARDS, Identifier
from wattkey_host.partner import asking
from wattkey_host.partner.asking import Failure, Reading, Silence, wanted
from wattkey_host.partner.line import PARITIES, Line, RealClock
from wattkey_host.partner.scan import Found, scan

ANYONE = "AAAAAAAAAAAA"


def read(
    to: Annotated[str, typer.Option(metavar="socket://HOST:PORT|DEV", help="Where the meter is.")],
    identifier: Annotated[
        str | None, typer.Option("--id", help="8 hex digits (2007), 4 hex digits (1997), or a name: wattkey ids WORD")
    ] = None,
    address: Annotated[str, typer.Option(help="12 digits, AA in front for any; default: whoever is there.")] = ANYONE,
    standard: Annotated[str | None, typer.Option(help="2007 or 1997, where a name is in both.")] = None,
    find: Annotated[bool, typer.Option("--scan", help="Find speed, parity, edition and address by trying.")] = False,
    watch: Annotated[float | None, typer.Option(min=0, metavar="SECONDS", help="Read again and again.")] = None,
    times: Annotated[int, typer.Option(min=0, help="With --watch: how often; 0 until Ctrl-C.")] = 0,
    raw: Annotated[bool, typer.Option("--raw", help="The bytes as they came, in hex, wire order; frames too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line, last on stdout.")] = False,
    timeout: Annotated[float, typer.Option(min=0.05, help="Seconds of silence that are no answer.")] = 1.0,
    preamble: Annotated[int, typer.Option(min=0, max=64, help="FE bytes in front of a question.")] = 4,
    baud: Annotated[int, typer.Option(help="Of a serial line.")] = 1200,
    parity: Annotated[str, typer.Option(help="even, odd or none.")] = "even",
) -> None:
    """Read a value of a DL/T 645 meter, 1997 or 2007, over TCP or a serial line."""
    if standard not in (None, *STANDARDS):
        raise typer.BadParameter(f"{standard} is neither 2007 nor 1997", param_hint="--standard")
    if parity not in PARITIES:
        raise typer.BadParameter(f"{parity} is none of {', '.join(PARITIES)}", param_hint="--parity")
    who, tries = _address(address), _tries(identifier, standard, find)
    try:
        if find:
            found = asyncio.run(scan(to, timeout, preamble, _tell))
            if found is None:
                raise Silence("no meter answered anything at any speed and parity")
            _show_found(found, as_json, bool(tries))
            who = bytes.fromhex(found.address)
            baud, parity = found.baud or baud, found.parity or parity
        if tries:
            line = Line(to, timeout, preamble, baud, parity)
            _watch(line, who, tries, lambda reading: _show(reading, line, raw, as_json), watch, times)
    except Failure as failure:
        _fail(failure, as_json)
    except (serial.SerialException, OSError, ValueError) as error:  # ValueError: a URL that pyserial does not know
        _fail(Silence(f"{to}: {error}"), as_json)
    except KeyboardInterrupt:
        typer.echo("ended", err=True)


def _watch(
    line: Line,
    who: bytes,
    tries: list[Identifier],
    show: Callable[[Reading], None],
    watch: float | None,
    times: int,
) -> None:
    """Read once, or every `watch` seconds; there a failure is told and the next turn comes. Raises Failure."""
    master = Master(line, RealClock())
    turn = 0
    try:
        while True:
            turn += 1
            last = watch is None or turn == times
            began = time.monotonic()
            try:
                show(asyncio.run(asking.read(master, line, who, tries)))
            except Failure as failure:
                if last:
                    raise
                _tell(str(failure))
            if last:
                return
            time.sleep(max(0.0, (watch or 0) - (time.monotonic() - began)))
    finally:
        line.close()


def _address(text: str) -> bytes:
    """6 bytes as printed. Leading zeros may be left out."""
    digits = text.upper().rjust(12, "0")
    bare = digits.lstrip("A")
    if len(digits) != 12 or len(bare) % 2 or (bare and not (bare.isdecimal() and bare.isascii())):
        raise typer.BadParameter(f"{text} is not 12 digits (AA in front for any)", param_hint="--address")
    return bytes.fromhex(digits)


def _tries(text: str | None, standard: str | None, find: bool) -> list[Identifier]:
    if text is None:
        if not find:
            raise typer.BadParameter("what is to be read? For names: wattkey ids WORD", param_hint="--id")
        return []
    try:
        return wanted(text, standard)
    except LookupError as wrong:
        raise typer.BadParameter(str(wrong.args[0]), param_hint="--id") from wrong


def _show(reading: Reading, line: Line, raw: bool, as_json: bool) -> None:
    i = reading.identifier
    _tell(f"meter {reading.address}, DL/T 645-{i.standard}, {i.code} {i.name}")
    for value in reading.values:
        label = "" if value.key == "value" else f"{value.key}: "
        said = "absent" if value.value is None else f"{value.text} {value.unit} {value.note}".rstrip()
        _tell(f"  {label}{said}")
    if raw:
        _tell(f"  sent {line.said.hex(' ').upper()}")
        _tell(f"  came {line.heard.hex(' ').upper()}")
    if as_json:
        print(json.dumps(_object(reading), ensure_ascii=False), flush=True)
    elif raw:
        print(reading.data.hex(" ").upper(), flush=True)
    else:
        print(*[_plain(value) for value in reading.values], flush=True)


def _plain(value: Value) -> str:
    return "absent" if value.value is None else value.text


def _object(reading: Reading) -> dict[str, object]:
    """docs/partner.md has its keys."""
    i = reading.identifier
    values = [
        {
            "key": v.key,
            "name": v.name,
            "name_zh": v.name_zh,
            "value": None if v.value is None else v.text,
            "unit": v.unit,
        }
        for v in reading.values
    ]
    return {
        "ok": True,
        "address": reading.address,
        "standard": i.standard,
        "id": i.code,
        "name": i.name,
        "name_zh": i.name_zh,
        "value": values[0]["value"] if len(values) == 1 else [v["value"] for v in values],
        "unit": i.unit,
        "values": values,
        "raw": reading.data.hex().upper(),
    }


def _show_found(found: Found, as_json: bool, more: bool) -> None:
    if as_json and not more:
        plain = {"ok": True, "address": found.address, "standards": found.standards}
        print(json.dumps({**plain, "baud": found.baud, "parity": found.parity}))
        return
    line = f", {found.baud} baud, parity {found.parity}" if found.baud else ""
    _tell(f"meter {found.address}, DL/T 645-{' and -'.join(found.standards)}{line}")
    if not more:
        print(found.address)


def _fail(failure: Failure, as_json: bool) -> None:
    _tell(str(failure))
    if as_json:
        print(json.dumps({"ok": False, "error": str(failure), "status": failure.status}, ensure_ascii=False))
    raise typer.Exit(failure.status) from failure


def _tell(line: str) -> None:
    typer.echo(line, err=True)
