# cli.py - `wattkey sim`: the simulated device in real time, its beam and its USB port open to other programs
"""The unmodified device files on CPython; what its LED sends comes out of a TCP port or a pseudo terminal, byte by
byte at 1200 baud, and what comes in is light for its eye. Keys are typed, the screen is told in words."""

import secrets
import selectors
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from wattkey_host import device_root
from wattkey_host.complaint import in_words
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid import MeterKeys
from wattkey_host.personalityoption import PersonalityName
from wattkey_host.plain import say
from wattkey_host.sim.bareboard import TYPED, page
from wattkey_host.sim.bareboard import bare as without_parts
from wattkey_host.sim.chip.factory import chip_at, new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.ends import End, open_end
from wattkey_host.sim.head import Head, Lamp
from wattkey_host.story.playedboard import FONT, KEYS, Language, simulated
from wattkey_host.story.screenreader import Reader
from wattkey_host.story.settingoption import Settings, set_to

AT = "127.0.0.1:8645"  # of the page; only this machine gets there
_TURN_S = 0.005
_UP_US = 6_000_000  # until the board is up for certain
_KEY_US = 500_000  # from one key to the next
_USB_BYTES = 256  # CircuitPython's buffer of a USB serial port
_LOG = 1024  # bytes of light are remembered
_BEHIND_S = 0.25  # a PC that sleeps is not caught up with


def sim(
    beam: Annotated[str | None, typer.Option(help="The infrared beam as HOST:PORT (TCP) or pty")] = None,
    usb: Annotated[str | None, typer.Option(help="The USB serial port (usb_cdc.data) as HOST:PORT or pty")] = None,
    chip: Annotated[Path | None, typer.Option(help="Memory file of the chip; made blank if it is not there")] = None,
    press: Annotated[str, typer.Option(help="Keys to press once it is up, as `menu 0` for the seller")] = "",
    bare: Annotated[
        bool, typer.Option("--bare", help="No parts: its console is screen and keys, the chip is behind --usb")
    ] = False,
    language: Annotated[Language, typer.Option(help="The language of the screens")] = Language.EN,
    speed: Annotated[float, typer.Option(min=0.1, help="So many times faster than real time")] = 1.0,
    meter: Annotated[bool, typer.Option("--meter", help="The meter of the card hangs in front of it")] = False,
    personality: PersonalityName = "",
    settings: Settings = None,
    page: Annotated[bool, typer.Option("--page", help="As a page to be touched, with meter and counter")] = False,
    at: Annotated[str, typer.Option(help="HOST:PORT of the page; other programs drive it there too")] = AT,
    drive: Annotated[Path | None, typer.Option(help="Of the page: a real folder that is the device's drive")] = None,
    once: Annotated[bool, typer.Option("--once", help="Of the page: end when the last one is closed")] = False,
    pico: Annotated[bool, typer.Option("--pico", help="Of the page: CircuitPython in an emulated Pico")] = False,
) -> None:
    """Run the simulated device until Ctrl-C or `quit`. Type keys: ok, back, up, down, close, menu, 0..9."""
    if page:
        from wattkey_host.touch.cli import page as serve

        serve(at, language.value, drive, once, pico, say)
        return
    try:
        with Simulation(chip, language.value, bare, settings) as simulation:
            for line in simulation.open(beam, usb):
                say(line)
            if meter or personality:
                say(simulation.hang(personality))
            simulation.run(press.split(), speed)
    except (OSError, ValueError) as error:
        say(f"wattkey: {in_words(error) if isinstance(error, OSError) else error}", err=True)
        raise typer.Exit(1) from error


class Simulation:
    """A board with its chip, switched on, whose time is that of this PC."""

    def __init__(self, chip: Path | None, language: str, bare: bool = False, settings: list[str] | None = None) -> None:
        """`bare`: without parts, its power comes with the cable (`open` plugs it in); `settings`: NAME=VALUE."""
        clock = VirtualClock()
        made = chip_at(chip) if chip else new_chip(secrets.token_hex(8))
        self._chip = made
        self.world = set_to(simulated, settings)(language, SpiChip(made, clock), 0, clock)
        self._bare, self._printed = bare, [""]
        self._due_us = _UP_US - _KEY_US  # when the last key is pressed
        self._ends: list[tuple[End, Callable[[bytes], object], Callable[[], bytes], Callable[[], int]]] = []
        self._reader, self._shown = Reader(device_root() / FONT), -1
        if bare:
            drive = self.world.drive
            drive.write(SETTINGS, without_parts(drive.read(SETTINGS)))
            self.world.battery = False
            self.world.cable.plug()
        else:
            self.world.power_on()

    def __enter__(self) -> "Simulation":
        return self

    def __exit__(self, *_error: object) -> None:
        self.world.close()

    def open(self, beam: str | None, usb: str | None) -> Iterator[str]:
        """Open the ends that are wanted; what to tell of each. Raises ValueError, OSError."""
        if beam:
            head = Head(self.world)
            self.world.air.aim(head)
            lamp = Lamp(self.world, head)
            self._ends.append((open_end(beam), lamp.take, lambda: _all_of(head.came), lamp.room))
            yield f"beam: {self._ends[-1][0].name}"
        if usb:
            cable = self.world.cable
            cable.plug()
            room = partial(_room_in, cable.to_device)
            self._ends.append((open_end(usb), cable.to_device.extend, lambda: _all_of(cable.to_host), room))
            yield f"usb: {self._ends[-1][0].name}"

    def hang(self, personality: str) -> str:
        """Hang the meter of the card in front of the device; what to tell of it. Raises ValueError: no card yet."""
        cells = self._chip.cells
        if not cells.issue:
            raise ValueError("the chip is blank, so there is no meter that it could be for: issue it first (--chip)")
        keys = MeterKeys(cells.identity_key, cells.load_key, cells.control_key)
        number, customer = cells.meter.hex(), cells.customer.hex()
        self.world.air.aim(local_meter(number, customer, keys, self.world.clock, personality=personality))
        return f"meter: {number}" + (f", like {personality}" if personality else "")

    def run(self, keys: list[str], speed: float) -> None:
        """Go on for ever; `keys` are pressed first, once the board is up. Raises ValueError for an unknown key."""
        for key in keys:
            self._press(key)
        typed = _Typed()
        last = time.monotonic()
        while not typed.over:
            time.sleep(_TURN_S)
            now = time.monotonic()
            for end, take, give, room in self._ends:
                if self._bare and not self.world.machine.usb_connected:
                    end.hang_up()  # a port that is gone with the board's reset
                else:
                    end.pump(take, give, room())
            self.world.run_for(min(now - last, _BEHIND_S) * speed)
            del self.world.air.log[:-_LOG]
            last = now
            for key in typed.words():
                try:
                    self._press(key)
                except ValueError as error:
                    say(str(error))
            self._tell()

    def _press(self, key: str) -> None:
        """Press a key, some time after the one before. Raises ValueError."""
        if key not in KEYS:
            raise ValueError(f"there is no key {key!r}: {', '.join(KEYS)}")
        self._due_us = max(self._due_us, self.world.clock.now_us) + _KEY_US
        world, typed = self.world, TYPED[key].encode()
        press = partial(world.cable.typed.extend, typed) if self._bare else partial(world.keypad.press, KEYS[key])
        world.clock.after(self._due_us - world.clock.now_us, press)

    def _tell(self) -> None:
        if self._bare:
            shown = page(self.world.machine.console)
            if shown != self._printed:
                self._printed = shown
                say("| " + " | ".join(line.strip() for line in shown if line.strip()))
        elif self.world.oled.changed_us != self._shown:
            self._shown = self.world.oled.changed_us
            say("| " + " | ".join(line.strip() for line in self._reader.lines(self.world.oled.pixels()) if line))


def _room_in(buffer: bytearray) -> int:
    """What the device has not fetched stays with the sender, as on a USB cable."""
    return _USB_BYTES - len(buffer)


def _all_of(buffer: bytearray) -> bytes:
    data = bytes(buffer)
    buffer.clear()
    return data


class _Typed:
    """Keys from the keyboard or a pipe, without waiting. A closed input is no end: the device runs on."""

    def __init__(self) -> None:
        self.over = False
        self._selector = selectors.DefaultSelector()
        try:
            self._selector.register(sys.stdin, selectors.EVENT_READ)
        except (OSError, ValueError):  # a file, or nothing: nobody types
            self._selector = None  # type: ignore[assignment]

    def words(self) -> list[str]:
        """The words of a line, if one was typed."""
        if self._selector is None or not self._selector.select(0):
            return []
        line = sys.stdin.readline()
        if not line:
            self._selector = None  # type: ignore[assignment]
        words = line.split()
        self.over = "quit" in words
        return [] if self.over else words
