# cli_meter.py - `wattkey meter`: a meter of any of the three languages, for any client
"""Says on stderr, in words, what it is asked and what it answers. Ends with Ctrl-C, status 130."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import serial
import typer

from wattkey_host.meter.boxserved import ServedBox
from wattkey_host.meter.fault import KINDS
from wattkey_host.meter.meter import Meter
from wattkey_host.meter.options import box_of, meter_of
from wattkey_host.meter.serve import serve_serial, serve_tcp
from wattkey_host.meter.setup import BENCH_KEYS
from wattkey_host.personalityoption import PersonalityName
from wattkey_host.plain import say
from wattkey_host.reader.dlt645 import identifier
from wattkey_host.reader.meterline import PARITIES
from wattkey_host.serialport import parity_of, told


def _standards(values: list[str] | None) -> tuple[str, ...] | None:
    """What is to be spoken; 645 of 2007 before that of 1997. Raises typer.BadParameter."""
    try:
        named = {identifier.standard_of(one) for value in values or [] for one in value.replace("+", ",").split(",")}
    except LookupError as wrong:
        raise typer.BadParameter(str(wrong.args[0]), param_hint="--standard") from wrong
    return tuple(one for one in identifier.ALL if one in named) or None


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
    list[str] | None,
    typer.Option("--standard", help="2007, 1997, 698, or several (2007,698); else one address answers both of 645."),
]
Strict = Annotated[
    bool | None, typer.Option("--strict/--lenient", help="698: little in plain text, the rest behind SECURITY only.")
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
    strict: Strict = None,
    box: BoxFile = None,
    baud: Baud = 1200,
    parity: Parity = "even",
    personality: PersonalityName = "",
) -> None:
    """Be a meter, DL/T 645-1997 and -2007 or DL/T 698.45, with the prepaid logic and a soft ESAM inside."""
    if (listen is None) == (device is None):
        raise typer.BadParameter("one of --listen HOST:PORT and --serial DEV is needed")
    if parity not in PARITIES:
        raise typer.BadParameter(f"{parity} is none of {', '.join(PARITIES)}", param_hint="--parity")
    how = {"answer_ms": answer_ms, "preamble": preamble, "room": room, "end_mark": end_mark, "alone": alone}
    what = {"address": address, "rates": rates, "phases": phases, "infrared": infrared}
    what["personality"], what["strict"] = personality or None, strict
    options = {**what, **how, "standards": _standards(standard)}
    made: Meter | ServedBox = (
        box_of(box, options, _tell, values, load, fault) if box else meter_of(options, values, load, fault or [], _tell)
    )
    try:
        asyncio.run(_serve(made, listen, device, baud, parity))
    except (OSError, OverflowError) as error:
        say(told(listen or device or "", error), err=True)
        raise typer.Exit(1) from error


def _languages(meter: Meter) -> str:
    editions = [edition.name for edition in reversed(meter.dlt645.editions)]
    return identifier.languages([*editions, *([identifier.DLT698] if meter.dlt698 else [])])


def _but_ctrl_c(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio tells of a task that failed; of one in which Ctrl-C fell there is nothing to tell."""
    if not isinstance(context.get("exception"), KeyboardInterrupt):
        loop.default_exception_handler(context)


async def _serve(meter: Meter | ServedBox, listen: str | None, device: str | None, baud: int, parity: str) -> None:
    asyncio.get_running_loop().set_exception_handler(_but_ctrl_c)

    def ready(where: str) -> None:
        if isinstance(meter, ServedBox):
            _tell(f"a box of {len(meter.meters)} meters on {where}")
            return
        _tell(f"meter {meter.number.hex()}, {_languages(meter)}, {meter.registers.rates} rates, on {where}")
        if meter.prepaid.esam.keys is BENCH_KEYS:
            _tell("soft ESAM with the keys of this program: INSECURE, for a bench only")

    if listen is not None:
        host, _, port = listen.rpartition(":")
        if not port.isdecimal():
            raise typer.BadParameter(f"{listen} is not HOST:PORT", param_hint="--listen")
        await serve_tcp(meter, host.strip("[]") or "127.0.0.1", int(port), ready)
        return
    with serial.Serial(device, baudrate=baud, parity=parity_of(device or "", PARITIES[parity])) as line:
        await serve_serial(meter, line, ready)


def _tell(line: str) -> None:
    say(f"{datetime.now():%H:%M:%S} {line}", err=True)
