# cli.py - `wattkey chip`: the simulated chip at a board's USB port, and a meter behind the link beside it
"""For a board without a chip (ESAM = "usb") and without an eye (LINK = "usb"). Ports come and go: the board resets, the
meter is started later; each is opened again as soon as it is there. Ends with Ctrl-C."""

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import serial
import typer
from serial.tools import list_ports

from wattkey_host.complaint import in_words
from wattkey_host.plain import say
from wattkey_host.serialport import check_address, full_address, opened, told
from wattkey_host.sim.chip.factory import chip_at
from wattkey_host.sim.chip.overusb import OverUsb

_TURN_S = 0.002
_AGAIN_S = 0.3  # before a port that is not there is tried again
_SECOND = "CDC2"  # in the name that CircuitPython gives to the interface of usb_cdc.data
GONE = (OSError, ValueError)  # what pyserial raises for a port that is not there, or is gone


class NamedPort:
    """A port by its name, opened anew whenever it can be."""

    def __init__(self, name: str, what: str, baud: int = 1200) -> None:
        """Raises ValueError for a name that is none."""
        self.name = full_address(name)
        check_address(self.name)
        self._what, self._baud = what, baud
        self._port: serial.Serial | None = None
        self._next_s = 0.0
        self._complained = False

    def opened(self) -> bool:
        """Try to open it where it is not; True once for each time that it could be."""
        if self._port or time.monotonic() < self._next_s:
            return False
        try:
            self._port = opened(self.name, self._baud, timeout=0)
        except GONE as error:
            self._gone(error)
            return False
        tell(f"{self._what} {self.name}: there")
        self._complained = False
        return True

    def read(self) -> bytes:
        """What has come, at once."""
        if self._port is None:
            return b""
        try:
            return self._port.read(self._port.in_waiting or 1)
        except GONE as error:
            self._gone(error)
            return b""

    def write(self, data: bytes) -> None:
        """Say it; lost where nobody is."""
        if self._port is None:
            return
        try:
            self._port.write(data)
        except GONE as error:
            self._gone(error)

    def _gone(self, error: Exception) -> None:
        self._next_s = time.monotonic() + _AGAIN_S
        if not self._complained:
            tell(f"{self._what} {told(self.name, error)}. Waiting for it")
            self._complained = True
        if self._port:
            self._port.close()
            self._port = None


def chip(
    port: Annotated[str | None, typer.Option(help="The board's second USB serial port; else looked for")] = None,
    chip: Annotated[Path, typer.Option(help="Memory file of the chip; made blank if it is not there")] = Path(
        "chip.json"
    ),
    meter: Annotated[str | None, typer.Option(help="What the link reaches: HOST:PORT or a serial port")] = None,
    only_link: Annotated[bool, typer.Option("--only-link", help="The board has a chip; pass its link on")] = False,
) -> None:
    """Be the chip of a board that has none (ESAM = "usb"), and pass its questions on to a meter. INSECURE."""
    if only_link and not meter:
        raise typer.BadParameter("needs --meter: the adapter's port, or HOST:PORT", param_hint="--only-link")
    try:
        board = NamedPort(port or second_port(), "board")
        line = NamedPort(meter, "meter") if meter else None
        if only_link and line:
            pass_on(board, line)
        held = chip_at(chip)
    except (OSError, ValueError) as error:
        say(f"wattkey: {in_words(error) if isinstance(error, OSError) else error}", err=True)
        raise typer.Exit(1) from error
    tell(f"chip {held.cells.serial.hex().upper()}, kept in {chip}: INSECURE, for a bench only")
    serve(OverUsb(held, board.write, line.write if line else _nobody), board, line)


def pass_on(board: NamedPort, line: NamedPort) -> NoReturn:
    """For ever: the bytes of LINK = "usb" to the meter's adapter and back, as they are."""
    while True:
        board.opened()
        line.opened()
        asked, answered = board.read(), line.read()
        line.write(asked)
        board.write(answered)
        if not (asked or answered):
            time.sleep(_TURN_S)


def serve(ends: OverUsb, board: NamedPort, line: NamedPort | None) -> NoReturn:
    """For ever."""
    while True:
        if board.opened():
            ends.opened()
        if line:
            line.opened()
        came = board.read()
        ends.heard(came)
        answered = line.read() if line else b""
        ends.link_says(answered)
        if not (came or answered):
            time.sleep(_TURN_S)


def second_port() -> str:
    """The one port of this PC that CircuitPython calls its second. Raises ValueError with those that are there."""
    ports = sorted(list_ports.comports())
    found = [p.device for p in ports if _SECOND in f"{p.interface} {p.description}"]
    if len(found) == 1:
        return str(found[0])
    here = ", ".join(f"{p.device} ({p.description})" for p in ports) or "none"
    raise ValueError(f"{len(found) or 'no'} board's second port found: name it with --port. Ports here: {here}")


def tell(line: str) -> None:
    """Say it on stderr, with the time of day."""
    say(f"{datetime.now():%H:%M:%S} {line}", err=True)


def _nobody(_data: bytes) -> None:
    """What the link says when no meter was named."""
