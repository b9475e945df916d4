# cli_meter.py - `wattkey meter`: a DL/T 645 meter for any client
"""Says on stderr, in words, what it is asked and what it answers. Ends with Ctrl-C."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import serial
import typer

from wattkey_host.box.meters import load as load_box
from wattkey_host.box.served import ServedBox
from wattkey_host.partner import values_file
from wattkey_host.partner.line import PARITIES
from wattkey_host.partner.meter import STANDARDS, PartnerMeter, Setup
from wattkey_host.partner.serve import serve_serial, serve_tcp
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.meter.fault import KINDS, Fault

FOREVER = 1 << 30


def _edition(value: str | None) -> str | None:
    if value not in (None, *STANDARDS):
        raise typer.BadParameter(f"{value} is neither 2007 nor 1997")
    return value


def _phases(value: int | None) -> int | None:
    if value not in (None, 1, 3):
        raise typer.BadParameter("a meter has 1 or 3 phases")
    return value


def _number(value: str | None) -> str | None:
    if value is not None and not (len(value) == 12 and value.isdecimal() and value.isascii()):
        raise typer.BadParameter(f"{value} is not 12 digits")
    return value


Listen = Annotated[str | None, typer.Option(metavar="HOST:PORT", help="Serve TCP clients; port 0: any.")]
SerialLine = Annotated[str | None, typer.Option("--serial", metavar="DEV", help="Serve a serial line.")]
Edition = Annotated[
    str | None, typer.Option(callback=_edition, help="2007 or 1997 only; else one address answers both.")
]
Rates = Annotated[int | None, typer.Option(min=3, max=4, help="Tariff rates: 3 (no sharp one) or 4.")]
Address = Annotated[str | None, typer.Option(callback=_number, help="12 digits.")]
Phases = Annotated[int | None, typer.Option(callback=_phases, help="1 or 3; absent phases of a block are FF.")]
ValuesFile = Annotated[Path | None, typer.Option(help="TOML: what it is and holds; see docs/partner.md.")]
Load = Annotated[float, typer.Option(min=0, max=100, help="kW that run through it: energies and money move.")]
AnswerMs = Annotated[int | None, typer.Option(min=0, help="Delay of an answer.")]
Preamble = Annotated[int | None, typer.Option(min=0, max=64, help="FE bytes in front of an answer.")]
Room = Annotated[int | None, typer.Option(min=16, max=200, help="Bytes in one answer; more follows.")]
Faults = Annotated[
    list[str] | None,
    typer.Option(metavar="KIND[@CONTROL][*TIMES]", help=f"What goes wrong: {', '.join(KINDS)}. Repeatable."),
]
EndMark = Annotated[bool | None, typer.Option("--end-mark", help="AA behind a block of 1997.")]
Alone = Annotated[bool | None, typer.Option("--alone", help="Answer what is asked by broadcast.")]
Infrared = Annotated[bool | None, typer.Option("--infrared", help="Answer little before infrared authentication.")]
BoxFile = Annotated[
    Path | None, typer.Option("--box", help="TOML: be all meters of a box instead; see docs/box-bench.md.")
]
Baud = Annotated[int, typer.Option(help="Of the serial line.")]
Parity = Annotated[str, typer.Option(help="even, odd or none.")]


def meter(
    listen: Listen = None,
    device: SerialLine = None,
    standard: Edition = None,
    rates: Rates = None,
    address: Address = None,
    phases: Phases = None,
    values: ValuesFile = None,
    load: Load = 0,
    answer_ms: AnswerMs = None,
    preamble: Preamble = None,
    room: Room = None,
    fault: Faults = None,
    end_mark: EndMark = None,
    alone: Alone = None,
    infrared: Infrared = None,
    box: BoxFile = None,
    baud: Baud = 1200,
    parity: Parity = "even",
) -> None:
    """Be a meter, DL/T 645-1997 and -2007, with the prepaid logic and a soft ESAM inside."""
    if (listen is None) == (device is None):
        raise typer.BadParameter("one of --listen HOST:PORT and --serial DEV is needed")
    if parity not in PARITIES:
        raise typer.BadParameter(f"{parity} is none of {', '.join(PARITIES)}", param_hint="--parity")
    how = {"answer_ms": answer_ms, "preamble": preamble, "room": room, "end_mark": end_mark, "alone": alone}
    what = {"address": address, "rates": rates, "phases": phases, "infrared": infrared}
    options = {**what, **how, "standards": (standard,) if standard else None}
    made = _box(box, options, values, load, fault) if box else _made(options, values, load, fault or [])
    try:
        asyncio.run(_serve(made, listen, device, baud, parity))
    except KeyboardInterrupt:
        typer.echo("ended", err=True)
    except (OSError, OverflowError) as error:
        typer.echo(f"{listen or device}: {error}", err=True)
        raise typer.Exit(1) from error


def _made(options: dict[str, Any], values: Path | None, load: float, faults: list[str]) -> PartnerMeter:
    """The meter; what the command line says goes before what the file says."""
    try:
        tables = values_file.load(values) if values else {}
        chosen = {name: value for name, value in options.items() if value is not None}
        setup = replace(values_file.configured(Setup(load_kw=load), tables), **chosen)
        meter = PartnerMeter(setup, VirtualClock(datetime.now()), _tell)
        values_file.fill(meter, tables)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--values") from wrong
    meter.faults = [_fault(text) for text in faults]
    return meter


def _box(file: Path, options: dict[str, Any], *more: Any) -> ServedBox:
    """The meters of a file, which says all about them."""
    if any(value is not None for value in options.values()) or any(more):
        raise typer.BadParameter(
            "what its meters are like stands in the file, not among the options", param_hint="--box"
        )
    try:
        return ServedBox(load_box(file), VirtualClock(datetime.now()), _tell)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--box") from wrong


async def _serve(
    meter: PartnerMeter | ServedBox, listen: str | None, device: str | None, baud: int, parity: str
) -> None:
    def ready(where: str) -> None:
        if isinstance(meter, ServedBox):
            _tell(f"a box of {len(meter.meters)} meters on {where}")
            return
        setup = meter.setup
        _tell(f"meter {setup.address}, DL/T 645-{' and -'.join(meter.standards)}, {setup.rates} rates, on {where}")
        if setup.keys is Setup.keys:
            _tell("soft ESAM with the keys of this program: INSECURE, for a bench only")

    if listen is not None:
        host, _, port = listen.rpartition(":")
        if not port.isdecimal():
            raise typer.BadParameter(f"{listen} is not HOST:PORT", param_hint="--listen")
        await serve_tcp(meter, host.strip("[]") or "127.0.0.1", int(port), ready)
        return
    with serial.Serial(device, baudrate=baud, parity=PARITIES[parity]) as line:
        await serve_serial(meter, line, ready)


def _fault(text: str) -> Fault:
    """KIND[@CONTROL][*TIMES]; without TIMES for ever."""
    head, _, times = text.partition("*")
    kind, _, control = head.partition("@")
    try:
        return Fault(kind, int(control, 16) if control else None, times=int(times or FOREVER), delay_ms=1500)
    except ValueError as wrong:
        raise typer.BadParameter(f"{text}: {wrong}", param_hint="--fault") from wrong


def _tell(line: str) -> None:
    typer.echo(f"{datetime.now():%H:%M:%S} {line}", err=True)
