# spi.py - the chip at its pins: SPI bytes and chip select in, the framing of docs/esam.md
"""55 CLA INS P1 P2 LenH LenL DATA LRC to the chip; 00 while it works, then 55 SW1 SW2 LenH LenL DATA LRC back.

The bus (host/sim/hw) tells chip select edges and whole bytes; the time comes from the world's clock
and is never moved here. A command is carried out at the end of its work time: power that goes
before that moment finds the memory as it was.
"""

from collections.abc import Callable

from wattkey_host.sim.chip.cos import PLAIN_US, Chip, work_us
from wattkey_host.sim.chip.framing import START, framed, unframed
from wattkey_host.sim.chip.memory import Torn
from wattkey_host.sim.chip.words import BUSY, DONE, WRONG_LRC
from wattkey_host.sim.clock import VirtualClock

IDLE = 0xFF  # what the pulled-up line reads when nobody drives it
WORKING = 0x00
MAX_HZ = 2_300_000
POWER_US = 50_000  # from power to the first command
SELECT_US = 60  # from CS low to the first byte
PAUSE_US = 100  # from CS high to the next CS low
POLL_US = 200  # from one poll to the next


class SpiChip:
    """A chip on an SPI bus, without power at first. `violations` lists in words what broke the timing."""

    def __init__(self, chip: Chip, clock: VirtualClock) -> None:
        self.chip = chip
        self.clock = clock
        self.violations: list[str] = []
        self._life = 0  # changes with the power, so that work begun before is dropped
        self._ready_us: int | None = None  # None: no power, or torn
        self._selected = False
        self._low_us = self._high_us = -PAUSE_US
        self._first = True  # no byte yet since CS low
        self._frame: bytearray | None = None  # the command that comes in; None: the master reads
        self._at = 0  # next byte of the answer
        self._forget()

    @property
    def ready_us(self) -> int | None:
        """From when on it listens; None without power, or torn."""
        return self._ready_us

    @property
    def readable(self) -> bytes:
        """The frame that a reader finds now; empty while the chip is at work."""
        return self._answer

    def power_on(self) -> None:
        """Power the chip (anew): after 50 ms it listens, and its ATR is the first answer to be read."""
        self._forget()
        self._ready_us = self.clock.now_us + POWER_US
        self._answer = framed(self.chip.power_on(), DONE)

    def power_off(self) -> None:
        """Take the power away: RAM and work in progress are gone, the line reads FF."""
        self._forget()
        self._ready_us = None

    def select(self, level: bool) -> None:
        """An edge of chip select; True: selected (the line went low)."""
        if level == self._selected:
            return
        self._selected = level
        now = self.clock.now_us
        if level:
            self._check("CS low", now - self._high_us, PAUSE_US, "CS high")
            self._low_us = now
            self._new_cycle()
            return
        self._high_us = now
        if self._listening() and self._frame is not None and len(self._frame):
            self._received(bytes(self._frame))

    def transfer(self, byte: int, config: tuple[int, int, int, int]) -> int:
        """One byte in each direction; `config` is (baudrate, polarity, phase, bits) of the bus."""
        if not self._selected or not self._listening():
            return IDLE
        baudrate, *mode = config
        garbled = baudrate > MAX_HZ or mode != [1, 1, 8]
        if self._first:
            self._check("first byte", self.clock.now_us - self._low_us, SELECT_US, "CS low")
            self._frame = bytearray() if byte == START and not garbled else None
            self._first = False
        if self._frame is not None:
            self._frame.append(byte ^ 0xFF if garbled else byte)
            return IDLE
        out = self._read()
        return IDLE if garbled else out

    def _new_cycle(self) -> None:
        """What is counted from one CS low to the next."""
        self._first = True
        self._frame = None
        self._at = 0

    def _forget(self) -> None:
        """What the power takes with it."""
        self._life += 1
        self._frame = None
        self._answer = b""
        self._working = False
        self._polled_us = -POLL_US

    def _listening(self) -> bool:
        return self._ready_us is not None and self.clock.now_us >= self._ready_us

    def _check(self, what: str, us: int, least: int, since: str) -> None:
        if us < least and self._listening():
            self.violations.append(f"{self.clock.now_us} us: {what} {us} us after {since}, at least {least}")

    def _read(self) -> int:
        """The next byte of the answer; an answer can be read again from its 55 until the next command."""
        now = self.clock.now_us
        if self._at == 0:
            self._check("poll", now - self._polled_us, POLL_US, "the poll before")
            self._polled_us = now
        if not self._answer:
            return WORKING
        self._at += 1
        return self._answer[self._at - 1] if self._at <= len(self._answer) else IDLE

    def _received(self, frame: bytes) -> None:
        """A command is in: a new one abandons the answer before; while one is at work it is only told so."""
        if self._working:
            self._answer = framed(b"", BUSY)
            return
        self._answer = b""
        command = unframed(frame)
        if command is None:
            self._work(PLAIN_US, lambda: (b"", WRONG_LRC))
        else:
            self._work(work_us(command), lambda: self.chip.apdu(command))

    def _work(self, us: int, action: Callable[[], tuple[bytes, int]]) -> None:
        """Do `action` when `us` have passed, unless the power goes first."""
        life = self._life
        self._working = True

        def finish() -> None:
            if life != self._life:
                return
            self._working = False
            try:
                answer = framed(*action())
            except Torn:
                self._ready_us = None  # dead until the power comes anew
                return
            if not self._answer:  # else the master was told "busy" and has abandoned this one
                self._answer = answer

        self.clock.after(us, finish)
