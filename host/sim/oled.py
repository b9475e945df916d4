# oled.py - an SSD1306 panel of 128x64 pixels on the I2C bus
"""Understands the control bytes, commands and memory writes of the SSD1306 (data sheet rev 1.1, chapters 8 to 10);
scrolling commands are taken and have no effect."""

import hashlib
from pathlib import Path

from PIL import Image

from wattkey_host.foreign import fresh
from wattkey_host.sim.clock import VirtualClock

WIDTH, HEIGHT = 128, 64
_PAGES = HEIGHT // 8
_ARGUMENTS = {
    **dict.fromkeys((0x20, 0x81, 0xA8, 0xAD, 0xD3, 0xD5, 0xD9, 0xDA, 0xDB, 0x8D), 1),
    **dict.fromkeys((0x21, 0x22, 0xA3), 2),
    **dict.fromkeys((0x29, 0x2A), 5),
    **dict.fromkeys((0x26, 0x27), 6),
}
_ON_OFF = {0xA0: "flipped_x", 0xA4: "all_on", 0xA6: "inverted", 0xAE: "on"}  # even: off, odd: on
# [inverted][bit]: what each byte of eight rows shows in one of them.
_BITS = [[bytes((byte >> bit & 1) ^ inverted for byte in range(256)) for bit in range(8)] for inverted in (0, 1)]
_BY_ROWS = 0
_PAGED = 2  # addressing mode that needs no window; the mode after power-on


class Oled:
    """The panel. `changed_us` is when a pixel, or the panel's being on, last changed."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.changed_us = 0
        self.contrast = 0x7F
        self.power_off()

    def power_off(self) -> None:
        """Dark, and everything forgotten."""
        self._ram = bytearray(WIDTH * _PAGES)
        self._flags = {"flipped_x": False, "all_on": False, "inverted": False, "on": False}
        self._flipped_y = self._pump = False
        self._pending = bytearray()
        self._mode, self._start_line, self._mux = _PAGED, 0, HEIGHT - 1
        self._columns, self._pages = (0, WIDTH - 1), (0, _PAGES - 1)
        self._column = self._page = 0
        self.changed_us = self._clock.now_us

    # --- the bus

    def write(self, data: bytes) -> None:
        """One I2C write: control bytes (80 one command, 00 commands, 40 data) and what follows them."""
        at = 0
        while at < len(data):
            control = data[at]
            run = data[at + 1 : at + 2] if control & 0x80 else data[at + 1 :]
            at += 1 + len(run)
            if control & 0x40:
                self._store(run)
            else:
                for value in run:
                    self._take(value)

    def read(self, count: int) -> bytes:
        """The status byte: bit 6 says that the panel is off."""
        return bytes([0 if self._flags["on"] else 0x40]) * count

    def _take(self, value: int) -> None:
        self._pending.append(value)
        if len(self._pending) > _ARGUMENTS.get(self._pending[0], 0):
            command, self._pending = self._pending, bytearray()
            self._do(command[0], bytes(command[1:]))

    def _do(self, code: int, args: bytes) -> None:
        if code & 0xFE in _ON_OFF:
            self._flags[_ON_OFF[code & 0xFE]] = bool(code & 1)
            self.changed_us = self._clock.now_us
        elif code in (0x21, 0x22):
            self._window(code, args[0], args[1])
        elif code <= 0x1F:
            self._column = self._column & 0xF0 | code if code < 0x10 else self._column & 0x0F | (code & 7) << 4
        elif 0xB0 <= code <= 0xB7:
            self._page = code & 7
        elif 0x40 <= code <= 0x7F:
            self._start_line = code & 0x3F
        else:
            self._set_up(code, args)

    def _set_up(self, code: int, args: bytes) -> None:
        if code == 0x20:
            self._mode = args[0] & 3
        elif code == 0x81:
            self.contrast = args[0]
        elif code in (0xC0, 0xC8):
            self._flipped_y = code == 0xC8
        elif code == 0xA8:
            self._mux = args[0] & 0x3F
        elif code == 0x8D:
            self._pump = bool(args[0] & 4)

    def _window(self, code: int, first: int, last: int) -> None:
        if code == 0x21:
            self._columns = (first & 127, last & 127)
            self._column = self._columns[0]
        else:
            self._pages = (first & 7, last & 7)
            self._page = self._pages[0]

    def _store(self, data: bytes) -> None:
        while data and self._mode == _BY_ROWS and self._columns[0] <= self._column <= self._columns[1]:
            run, data = data[: (size := self._columns[1] + 1 - self._column)], data[size:]
            at = self._page * WIDTH + self._column
            if self._ram[at : at + len(run)] != run:
                self._ram[at : at + len(run)] = run
                self.changed_us = self._clock.now_us
            self._column += len(run) - 1
            self._advance()
        for value in data:
            at = self._page * WIDTH + self._column
            if self._ram[at] != value:
                self._ram[at] = value
                self.changed_us = self._clock.now_us
            self._advance()

    def _advance(self) -> None:
        if self._mode == _PAGED:
            self._column = (self._column + 1) % WIDTH
            return
        if self._mode == 1:
            self._page, wrapped = _next(self._page, self._pages)
            if wrapped:
                self._column, _ = _next(self._column, self._columns)
            return
        self._column, wrapped = _next(self._column, self._columns)
        if wrapped:
            self._page, _ = _next(self._page, self._pages)

    # --- the glass

    @property
    def on(self) -> bool:
        """Whether the panel is lit: switched on, and its charge pump too."""
        return self._flags["on"] and self._pump

    def pixels(self) -> list[bytes]:
        """64 rows of 128 bytes, 1 where the panel is lit; as a person sees them."""
        if not self.on:
            return [bytes(WIDTH)] * HEIGHT
        return [self._row(y) for y in range(HEIGHT)]

    def _row(self, y: int) -> bytes:
        if self._flags["all_on"]:
            return b"\1" * WIDTH
        line = y if self._flipped_y else self._mux - y
        line = (line + self._start_line) % HEIGHT
        page = self._ram[line // 8 * WIDTH : line // 8 * WIDTH + WIDTH]
        row = bytes(page).translate(_BITS[self._flags["inverted"]][line % 8])
        return row if self._flags["flipped_x"] else row[::-1]

    def png(self, path: Path, scale: int = 4) -> None:
        """Save the picture, `scale` points a pixel."""
        image = Image.frombytes("L", (WIDTH, HEIGHT), bytes(255 * p for row in self.pixels() for p in row))
        with fresh(path) as file:
            image.resize((WIDTH * scale, HEIGHT * scale), Image.Resampling.NEAREST).save(file, "PNG")

    def digest(self) -> str:
        """A short name of exactly this picture."""
        return hashlib.sha256(b"".join(self.pixels())).hexdigest()[:16]


def _next(value: int, window: tuple[int, int]) -> tuple[int, bool]:
    """The next place in a window, and whether it began anew."""
    first, last = window
    return (first, True) if value == last else (value + 1, False)
