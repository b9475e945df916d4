# screen_ssd1306.py - the OLED: an SSD1306 of 128x64 on I2C
"""Settings: SCREEN_SDA and SCREEN_SCL (GP4, GP5), SCREEN_ADDRESS (0x3C).

The display never refreshes by itself: after each row that was painted, or part of one, `run` sends what has changed
in it alone (a row: 256 bytes, 19 ms at 400 kHz), so that no frame on the link waits longer than that.

displayio draws; the panel's own commands are these few. Adafruit's library for it takes a kilobyte of the heap, and a
tenth of a second more at the start: displayio waits 10 ms behind each command of a list that says nothing else.
"""

import board
import busio
import displayio
from busdisplay import BusDisplay
from i2cdisplaybus import I2CDisplayBus
from micropython import const
from painter import Painter, beside_core

from wattkey.errors import PartBroken
from wattkey.page import Page
from wattkey.ports import Clock, Screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_IDLE_MS = const(10)  # between two looks whether it is drawn
_LONG_MS = const(1000)  # a new page ends the wait
_PATIENCE = const(50)  # looks, until a page is drawn
_OFF = const(0xAE)  # commands: SSD1306 data sheet, rev 1.1, chapter 9
_ON = const(0xAF)
# A list as displayio wants it: command, number of values + 0x80, the values, milliseconds to wait. For a module of
# 128x64 that makes its own 7.5 V (application note in the data sheet; UG-2864HSWEG01, 4.4).
_BEGIN = (
    b"\xae\x80\0"  # off until the first page is drawn
    b"\x20\x81\0\0"  # addresses run along the rows
    b"\xa1\x80\0"  # column 127 is segment 0
    b"\xa6\x80\0"  # a one is light
    b"\xc8\x80\0"  # COM63 is the uppermost row
    b"\xa8\x81\x3f\0"  # 64 rows
    b"\xd5\x81\x80\0"  # clock: as after a reset
    b"\xd9\x81\xf1\0"  # precharge: 1 and 15 clocks
    b"\xda\x81\x12\0"  # COM pins: alternating
    b"\xdb\x81\x40\0"  # VCOMH
    b"\x8d\x81\x14\0"  # charge pump on
)


class Ssd1306Screen(Screen):
    """Shows the latest page, row by row."""

    def __init__(self, display: BusDisplay, painter: Painter, clock: Clock) -> None:
        """`display` shows the group of `painter` and does not refresh by itself; the panel is off."""
        self._display = display
        self._power = _OFF
        self._painter = painter
        self._clock = clock
        self._page: "Page | None" = None
        self._clean: "Page | None" = None  # the page that is wholly on the panel

    def show(self, page: Page) -> None:
        """Make `page` what is to be seen, and wake the panel; returns at once."""
        self._page = page
        if self._clean:
            self.wake()
        self._clock.stir()

    def dim(self, level: int) -> None:
        """Brightness, 0 (darkest) to 255."""
        self._display.brightness = min(255, max(0, level)) / 255

    def sleep(self) -> None:
        """Switch the panel off until the next `show`, or `wake`; it keeps its picture."""
        self._switch(_OFF)

    def wake(self) -> None:
        self._switch(_ON)

    def _switch(self, power: int) -> None:
        if power != self._power:
            self._display.bus.send(power, b"")
            self._power = power

    async def run(self) -> None:
        """The drawing task. Gives way after every few glyphs and between painting and sending."""
        while True:
            page = self._page
            number = None if page is None or page is self._clean else self._painter.due(page)
            if page is None or number is None:
                if page and not self._clean:
                    await self._begin()
                self._clean = page
                await self._clock.doze_ms(_LONG_MS)
                continue
            for ready in self._painter.paint(number, page):
                await self._clock.sleep_ms(0)
                if ready and self._clean:
                    self._display.refresh()
                    await self._clock.sleep_ms(0)

    async def _begin(self) -> None:
        """The first page is painted: the whole panel is sent, and only then to be seen."""
        self._display.refresh()
        self.wake()
        await self._clock.sleep_ms(0)
        self._display.refresh()  # displayio may owe every row once more; better now than within a session

    async def drawn(self) -> None:
        for _ in range(_PATIENCE):
            if self._page is self._clean:
                return
            await self._clock.sleep_ms(_IDLE_MS)


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Screen:
    """The screen; `settings(name, default)` answers a setting. Raises PartBroken (P07) when there is none."""
    try:
        displayio.release_displays()
        scl = getattr(board, settings("SCREEN_SCL", "GP5"))
        sda = getattr(board, settings("SCREEN_SDA", "GP4"))
        address = int(settings("SCREEN_ADDRESS", "0x3C"), 0)
        bus = I2CDisplayBus(busio.I2C(scl, sda, frequency=400_000), device_address=address)
        display = BusDisplay(
            bus,
            _BEGIN,
            width=128,
            height=64,
            color_depth=1,
            grayscale=True,
            pixels_in_byte_share_row=False,
            set_column_command=0x21,
            set_row_command=0x22,
            data_as_commands=True,
            brightness_command=0x81,
            single_byte_bounds=True,
            auto_refresh=False,
        )
        painter = Painter(beside_core())
        display.root_group = painter.group
    except (AttributeError, ValueError, RuntimeError, OSError) as error:
        raise PartBroken("P07", str(error)) from error
    return Ssd1306Screen(display, painter, clock)
