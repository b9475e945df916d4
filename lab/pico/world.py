# world.py - the simulator's world around an emulated Pico
"""`PicoWorld` is a World whose board is the real interpreter; meters, chip, panel, keypad, cable are the same."""

from typing import Any

from wattkey_host.drive.fathost import FatHost
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.levels import Levels
from wattkey_host.sim.nets import Nets
from wattkey_host.sim.world import OLED_ADDRESS, WIRING, World
from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.machine import PicoMachine

DRIVE_AT, DRIVE_BYTES = 0x100000, 1 << 20  # of the flash: CIRCUITPY
NVM_AT, NVM_BYTES = 0xFF000, 4096
PROBE = 26  # GP26 is free; a measured image moves it (probe.py)
_SECTOR = 512


class PicoWorld(World):
    """`drive` is what lies in the flash behind CircuitPython: the image of the drive, 1 MiB; `nvm` what lies before
    it. `probe`: what a measured image shows (probe.py). In the place of the parts: an emulator (of the wiring for that
    probe) that other worlds have used, or will."""

    compiled = True

    def __init__(
        self,
        parts: Parts | Emulator,
        drive: bytes,
        esam: SpiChip,
        *,
        seed: int = 0,
        clock: VirtualClock | None = None,
        probe: str = "",
        nvm: bytes = b"\xff" * NVM_BYTES,
    ) -> None:
        self._lent = isinstance(parts, Emulator)
        self.emulator = parts if isinstance(parts, Emulator) else Emulator(parts, wiring(probe))
        self.emulator.write(NVM_AT, nvm + drive)
        super().__init__(FlashDrive(self.emulator), esam, seed=seed, clock=clock)  # type: ignore[arg-type]
        self.bus.levels = _Levels(self.emulator)

    def flash(self) -> tuple[bytes, bytes]:
        """(drive, nvm) as they lie in the flash now."""
        both = self.emulator.read(NVM_AT, NVM_BYTES + DRIVE_BYTES)
        return both[NVM_BYTES:], both[:NVM_BYTES]

    def put_flash(self, drive: bytes, nvm: bytes) -> None:
        """What lies there from now on; to be called without power."""
        self.emulator.write(NVM_AT, nvm + drive)

    def close(self) -> None:
        """Switch off for good, and end the emulator; one that was lent is as it was."""
        super().close()
        if self._lent:
            self.emulator.release()
        else:
            self.emulator.close()

    def _make_nets(self) -> Nets:
        return _Nets(self.emulator)

    def _make_machine(self) -> PicoMachine:  # type: ignore[override]
        return PicoMachine(self, self.emulator)


class FlashDrive(FatHost):
    """The drive in the emulated flash."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(_Flash(emulator))


class _Flash:
    """The drive's sectors, changed in an instant: between two steps of the machine."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def read(self, sector: int, count: int = 1) -> bytes:
        return self._emulator.read(DRIVE_AT + sector * _SECTOR, count * _SECTOR)

    def write(self, sector: int, data: bytes) -> None:
        self._emulator.write(DRIVE_AT + sector * _SECTOR, data)


class _Levels(Levels):
    """The bits of an RS-485 pair are played at the emulated pin; nothing reads them here."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__()
        self._emulator = emulator

    def put(self, start_us: float, bit_us: float, word: int, bits: int) -> None:
        if not self.closed:
            self._emulator.tell("bits", word, bits, 1000 * bit_us)


class _Nets(Nets):
    """Switches and levels from outside reach the emulated pins too; there the wires are solved."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__()
        self._emulator = emulator

    def join(self, one: str, other: str) -> None:
        super().join(one, other)
        self._emulator.tell("join", _number(one), _number(other))

    def part(self, one: str, other: str) -> None:
        super().part(one, other)
        self._emulator.tell("part", _number(one), _number(other))

    def force(self, name: str, level: bool | None) -> None:
        super().force(name, level)
        self._emulator.tell("force", _number(name), level)


def _number(pin: str) -> int:
    return int(pin.removeprefix("GP"))


def wiring(probe: str = "") -> dict[str, Any]:
    """What is on which pin, as board.mjs has it."""
    scl, sda = map(_number, WIRING["i2c"])
    serial = map(_number, WIRING["serial"] + WIRING["rs485 direction"])
    return {
        "tx": _number(WIRING["ir"][0]),
        "carrier": _number(WIRING["carrier"][0]),
        "scl": scl,
        "sda": sda,
        "select": _number(WIRING["esam select"][0]),
        "addresses": [OLED_ADDRESS],
        "serial": dict(zip(("tx", "rx", "direction"), serial, strict=True)),
        "probe": PROBE if probe else None,
        "heap": probe in ("heap", "block"),
    }
