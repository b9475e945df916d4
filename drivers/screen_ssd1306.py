# screen_ssd1306.py - the OLED: an SSD1306 of 128x64 on I2C
"""Settings: SCREEN_SDA and SCREEN_SCL (GP4, GP5), SCREEN_ADDRESS (0x3C).

The display never refreshes by itself: after each row that was painted, or part of one, `run` sends what has changed
in it alone (a row: 256 bytes, 19 ms at 400 kHz), so that no frame on the link waits longer than that.
"""

import board
import busio
import displayio
from adafruit_displayio_ssd1306 import SSD1306
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


class Ssd1306Screen(Screen):
    """Shows the latest page, row by row."""

    def __init__(self, display: SSD1306, painter: Painter, clock: Clock) -> None:
        """`display` shows the group of `painter` and does not refresh by itself."""
        self._display = display
        self._painter = painter
        self._clock = clock
        self._page: "Page | None" = None
        self._clean: "Page | None" = None  # the page that is wholly on the panel

    def show(self, page: Page) -> None:
        """Make `page` what is to be seen, and wake the panel; returns at once."""
        self._page = page
        if self._clean:
            self._display.wake()
        self._clock.stir()

    def dim(self, level: int) -> None:
        """Brightness, 0 (darkest) to 255."""
        self._display.brightness = min(255, max(0, level)) / 255

    def sleep(self) -> None:
        """Switch the panel off until the next `show`, or `wake`; it keeps its picture."""
        self._display.sleep()

    def wake(self) -> None:
        self._display.wake()

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
        self._display.wake()
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
        display = SSD1306(bus, width=128, height=64, auto_refresh=False)
        display.sleep()  # nobody sees what the panel's memory happens to hold; the first page wakes it
        painter = Painter(beside_core())
        display.root_group = painter.group
    except (AttributeError, ValueError, RuntimeError, OSError) as error:
        raise PartBroken("P07", str(error)) from error
    return Ssd1306Screen(display, painter, clock)
