# ports.py - the ports: what the core asks of a replaceable part, with harmless defaults
"""A driver subclasses one port and overrides what its part can do.

The defaults do nothing, so a part that is missing or failed to start leaves the rest running.
"""

from micropython import const

from wattkey.errors import PartBroken
from wattkey.page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

_HELD_MS = const(500)
_AGAIN_MS = const(160)
_REPEATS = const(64)


class Link:
    """Bytes to and from meters. Half duplex, 1200 8E1 unless said otherwise."""

    baud = 1200  # bits a second; a byte is 11 bits (start, 8 data, even parity, stop)
    preamble = 4  # FE bytes sent in front of a frame to wake the meter's receiver
    hears_itself = False  # the own frame comes back before the answer (light leaks into the eye)
    # Until an answer begins, and between two of its bytes: at most 500 ms (DL/T 645-2007, 5.3), and as much for us.
    patience_ms = 1000
    bus = False  # many meters may hang on it, and each hears a question to AA
    damaged = 0  # bytes that were dropped since the last `send`
    checks_parity = False  # a byte with a wrong parity bit is dropped (the board's own UART lets it pass)

    async def send(self, data: "bytes | bytearray") -> None:
        """Send all of `data`; returns when the last stop bit has left."""

    async def receive(self, limit_ms: int) -> bytes:
        """Whatever has arrived, at once if there is something; b"" after `limit_ms` of silence."""
        return b""

    def tune(self, baud: int) -> bool:
        """Go over to another speed; False where it cannot."""
        return baud == self.baud

    def close(self) -> None:
        """Give the pins back; a link that is there for one flow only (the uplink) is closed at its end."""

    async def echo(self, data: bytes) -> bytes:
        """Send `data`, which no meter answers, and return what the own ear heard of it (where it hears itself)."""
        await self.send(data)
        return b""


class Esam:
    """A secure element that answers APDUs."""

    insecure = False  # a soft ESAM sets this; every screen then says so
    atr = b""  # what it said when it got its power; nothing where the driver was not there then

    async def apdu(self, command: bytes) -> "tuple[bytes, int]":
        """Exchange one command (CLA INS P1 P2 data, no Lc). Returns (data, status word). Raises PartBroken when the
        chip is absent, torn or keeps sending a wrong checksum."""
        raise PartBroken("P01", "no ESAM")


class Keys:
    """The keypad. Names: "0".."9", "up", "down", "back", "close", "ok", "menu"."""

    def __init__(self, clock: "Clock") -> None:
        self.clock = clock
        self._held = ""
        self._since = self._wait = self._times = 0

    def again(self, key: str) -> bool:
        """Whether `key`, the only one that is down ("": none or several), counts once more: up and down do while they
        are held, after half a second and then six times a second; not for ever, since something may lie on it."""
        now = self.clock.ticks_ms()
        if key != self._held:
            self._held, self._since, self._wait, self._times = key, now, _HELD_MS, 0
        elif key in ("up", "down") and self._times < _REPEATS and self.clock.since(self._since) >= self._wait:
            self._since, self._wait, self._times = now, _AGAIN_MS, self._times + 1
            return True
        return False

    async def next(self) -> str:
        """The next key pressed (debounced, once for each press; up and down again while they are held)."""
        while True:
            await self.clock.sleep_ms(1000)

    def clear(self) -> None:
        """Forget the keys that were pressed until now."""

    async def nap(self, ms: int) -> bool:
        """Have the processor sleep for `ms` at most, or until a key is pressed: True, and that key is not told. False
        at once where it cannot."""
        return False


class Screen:
    """The display. A page is plain data; the latest page wins; one task draws it line by line."""

    def show(self, page: Page) -> None:
        """Make `page` what is to be seen; returns at once."""

    def dim(self, level: int) -> None:
        """Brightness, 0 (darkest) to 255."""

    def sleep(self) -> None:
        """Switch the panel off until the next `show`, or `wake`."""

    def wake(self) -> None:
        """Switch the panel on; it shows what it showed."""

    async def run(self) -> None:
        """The drawing task; runs for ever."""

    async def drawn(self) -> None:
        """Wait until the page can be seen, not for ever."""


class Drive:
    """The USB drive as a mailbox: read what was dropped, ask boot.py to publish what happened."""

    CARD = 1  # which file boot.py is to write: publish.py has their names
    REPORT = 2
    READINGS = 3  # of a box, a part of the file at a time

    image = ""  # path of an image of the firmware that was dropped last (mailbox.py)
    waiting = b""  # READINGS that a flow has left to be published (box/packed.py)

    def list(self) -> "list[tuple[str, int, int]]":
        """(path, size in bytes, time of change) of every file in the root, in /mail and in /orders. A folder called
        like a document is listed too, with size -1, and an order in another folder, with -2: somebody is to be told."""
        return []

    def pieces(self) -> "Iterator":
        """`list`, a file at a time: between two of them somebody else can have his turn."""
        yield self.list()

    def read(self, name: str, limit: int, start: int = 0) -> bytes:
        """At most `limit` bytes of the file from byte `start`; raises OSError when it cannot be read."""
        raise OSError(2)

    def room(self) -> bool:
        """Whether the root folder takes another order, as far as the last `list` says."""
        return True

    def attached(self) -> bool:
        """Whether a cable brings power (a host may be writing)."""
        return False

    def host(self) -> bool:
        """Whether a host was seen since the cable came: it may have the drive mounted. A charger is no host."""
        return False

    def tries(self, kind: int, record: bytes) -> int:
        """How often publishing `record` as file `kind` was asked for since that file was last up to date."""
        return 0

    def settled(self, kind: int) -> None:
        """Published file `kind` is up to date: forget its tries."""

    def publish(self, kind: int, record: bytes, then: int = 0, behind: bytes = b"") -> None:
        """Leave `record` (at most 235 bytes) for boot.py to write into file `kind`; resets the board. Of card and
        report both may be left (together 229 bytes): once the first is written, `behind` goes into file `then`. That is
        not counted as a try."""

    def handed(self, kind: int) -> bytes:
        """The record that boot.py was given last, if it was for file `kind` and the power has not gone since."""
        return b""


class Store:
    """A few choices that outlast a power cut. Each has a kind, a number 1..254, and at most 10 bytes."""

    LANGUAGE = 1  # as text.py calls it: b"zh"
    CLOSED = 2  # order and count of the purchase after which the relay was seen closed
    OPENED = 3  # number of the meter that called itself opened after our first purchase for it
    CHOICES = 4  # what a person has set, a byte each (choices.py)
    WAKING = 5  # number of a meter, then 1: it hears reads only behind FE bytes, 0: it hears them without

    def chosen(self, which: int, default: int) -> int:
        """Byte `which` of the CHOICES; the default where nothing was kept yet."""
        value = self.get(self.CHOICES)
        return value[which] if which < len(value) else default

    def get(self, kind: int) -> bytes:
        """What was put under `kind` last; b"" if nothing."""
        return b""

    def put(self, kind: int, value: bytes) -> bool:
        """Keep `value`, or keep the one before if the power goes meanwhile. False: there is no room left."""
        return False

    def tidy(self, unless: int = 256) -> None:
        """Make room, unless so many more can be put. Only while a cable brings power: a cut costs all that is kept."""


class Clock:
    """Time since start; wraps, so only differences mean anything."""

    def ticks_ms(self) -> int:
        """Milliseconds, wrapping at 2^29."""
        return 0

    async def sleep_ms(self, n: int) -> None:
        """Let other tasks run for at least `n` milliseconds."""

    async def doze_ms(self, n: int) -> None:
        """Let other tasks run for `n` milliseconds, or until somebody says `stir`: there may be something to do."""
        await self.sleep_ms(n)

    def stir(self) -> None:
        """End every `doze_ms`."""

    async def tidy(self) -> None:
        """Collect the garbage in a turn of the loop of its own, so that it makes no other one longer."""

    def since(self, start: int) -> int:
        """Milliseconds from `start` (a ticks_ms value) until now, right across a wrap."""
        return (self.ticks_ms() - start) & 0x1FFFFFFF
