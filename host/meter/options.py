# options.py - the meter that a command line and a file describe
"""Whatever is wrong with either is raised as typer.BadParameter, under the name of its option."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from wattkey_host.meter import values_file
from wattkey_host.meter.boxmeters import load as load_box
from wattkey_host.meter.boxserved import ServedBox
from wattkey_host.meter.fault import FOREVER, Fault
from wattkey_host.meter.making import build
from wattkey_host.meter.meter import Meter
from wattkey_host.meter.setup import Setup
from wattkey_host.meter.telling import Tell, Teller
from wattkey_host.sim.clock import VirtualClock


def meter_of(options: dict[str, Any], values: Path | None, load: float, faults: list[str], tell: Tell) -> Meter:
    """What the command line says (`options`, None where it says nothing) goes before what the file `values` says."""
    try:
        tables = values_file.load(values) if values else {}
        chosen = {name: value for name, value in options.items() if value is not None}
        setup = replace(values_file.configured(Setup(load_kw=load), tables), **chosen)
        meter = build(setup, VirtualClock(datetime.now()), Teller(tell))
        values_file.fill(meter.store, tables)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--values") from wrong
    meter.faults = [fault_of(text) for text in faults]
    return meter


def box_of(file: Path, options: dict[str, Any], tell: Tell, *more: Any) -> ServedBox:
    """The meters of a file, which says all about them: no option may, nor `more` of them."""
    if any(value is not None for value in options.values()) or any(more):
        raise typer.BadParameter(
            "what its meters are like stands in the file, not among the options", param_hint="--box"
        )
    try:
        return ServedBox(load_box(file), VirtualClock(datetime.now()), tell)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--box") from wrong


def fault_of(text: str) -> Fault:
    """KIND[@CONTROL][*TIMES]; without TIMES for ever."""
    head, _, times = text.partition("*")
    kind, _, control = head.partition("@")
    try:
        return Fault(kind, int(control, 16) if control else None, times=int(times or FOREVER), delay_ms=1500)
    except ValueError as wrong:
        raise typer.BadParameter(f"{text}: {wrong}", param_hint="--fault") from wrong
