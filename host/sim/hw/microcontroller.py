# microcontroller.py - pins, the processor, reset, and the 4 KiB of nvm
"""Module `microcontroller`."""

from types import SimpleNamespace

from wattkey_host.sim.flash import append, rewrite
from wattkey_host.sim.hw.keptbytes import ByteArray
from wattkey_host.sim.hw.watchdog import WatchDogTimer
from wattkey_host.sim.machine import RESET
from wattkey_host.sim.run import current

_life = current()


class Pin:
    """A pin of the chip, named as the board names it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.number = int(name[2:])

    def __repr__(self) -> str:
        return "board." + self.name

    def __hash__(self) -> int:
        return self.number


pin = SimpleNamespace(**{f"GPIO{n}": Pin(f"GP{n}") for n in range(30)})


class ResetReason:
    """Why the chip started last."""

    POWER_ON = "POWER_ON"
    BROWNOUT = "BROWNOUT"
    SOFTWARE = "SOFTWARE"
    WATCHDOG = "WATCHDOG"
    RESET_PIN = "RESET_PIN"
    UNKNOWN = "UNKNOWN"


class Processor:
    """The RP2040."""

    frequency = 125_000_000
    temperature = 25.0
    voltage = 3.3
    uid = b"\xe6\x61\x64\x08\x43\x2a\x5c\x2f"

    @property
    def reset_reason(self) -> str:
        """Why the chip started. As there, a reset by software is called one of the watchdog once that was started: it
        leaves a mark, which is all that `watchdog_enable_caused_reboot` of pico-sdk looks at."""
        reason = _life.machine.reset_reason
        marked = reason == ResetReason.SOFTWARE and _life.machine.watchdog_started
        return ResetReason.WATCHDOG if marked else reason


cpu = Processor()
cpus = (cpu,)
watchdog = WatchDogTimer()


class RunMode:
    """What the chip starts as."""

    NORMAL = "NORMAL"
    SAFE_MODE = "SAFE_MODE"
    UF2 = BOOTLOADER = "UF2"


def on_next_reset(mode: str) -> None:
    """What `reset` starts."""
    _life.check()
    _life.machine.next_mode = mode


def reset() -> None:
    """Start the chip again; does not return."""
    _life.op("reset")
    _life.outside(lambda: _life.machine.restart(RESET))


def delay_us(us: int) -> None:
    """Wait without letting other tasks run."""
    _life.spend(us)


def _store(start: int, data: bytes) -> None:
    cells = _life.machine.nvm
    place = slice(start, start + len(data))

    def program() -> None:
        cells[place] = data

    if not any(byte != 0xFF for byte in cells[place]):
        append(_life, "nvm", program)
        return
    kept = bytes(cells)

    def erase() -> None:
        cells[:] = b"\xff" * len(cells)

    def restore() -> None:
        cells[:] = kept
        program()

    rewrite(_life, "nvm", erase, restore)


nvm = ByteArray(_life.machine.nvm, _store)
