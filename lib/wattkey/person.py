# person.py - the one who holds the device: reads a page, presses a key
"""The noun `person` of the flow tables; what stands on the page is presenter.py's."""

from micropython import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from wattkey.device import Device
    from wattkey.ports import Clock, Keys

_PATIENCE_MS = const(60_000)


class Person:
    """Waits for keys; keys that were pressed before the question do not count as its answer."""

    def __init__(
        self, keys: "Keys", clock: "Clock", attached: "Callable[[], bool]", lost: "Callable[[], bool]"
    ) -> None:
        """`attached()` tells whether a cable brings power: plugging it in ends a page that waits. `lost()`: whether the
        pages can no longer be read from the image, so that nobody sees which one waits."""
        self._attached = attached
        self._lost = lost
        self._keys = keys
        self._clock = clock
        self._pressed: "list[str]" = []
        self.touched = 0  # keys so far
        self.asleep = False  # the screen is dark: the next key only wakes the device
        self._keeps = False  # a close that is pressed before the page is asked for counts

    async def listen(self) -> None:
        """The task that collects keys; runs for ever."""
        while True:
            key = await self._keys.next()
            if not self.asleep:
                self._pressed.append(key)
            self.woken()
            self._clock.stir()

    def woken(self) -> None:
        """A key was pressed, whichever."""
        self.touched += 1
        self.asleep = False

    def pressed(self) -> bool:
        """Whether a key waits to be taken."""
        return bool(self._pressed)

    def key(self) -> str:
        """The oldest key not yet taken, or ""."""
        return self._pressed.pop(0) if self._pressed else ""

    async def wait(self) -> str:
        """The next key, "" when nobody is there."""
        self._forget()
        return self.key() if await self._pressing() else ""

    async def answers(self) -> str:
        """Wait for OK ("ok") or back ("back"); nobody there is "back". Outcomes: ok, back."""
        self._forget()
        while await self._pressing():
            key = self.key()
            if key == "ok":
                return "ok"
            if key == "back":
                break
        return "back"

    async def reads(self) -> str:
        """Wait for any key. One that starts something (close) still does so if nothing else is asked. Outcomes: ok."""
        kept = self._keeps and "close" in self._pressed
        self._forget()
        self._keeps = kept
        if kept:
            self._pressed.append("close")
        if await self._pressing() and self._pressed[0] != "close":
            self._pressed.pop(0)
        return "ok"

    async def hears(self) -> str:
        """The money is told while the device goes on: from now on a close counts, on whatever page. Outcomes: ok."""
        self._forget()
        self._keeps = True
        return "ok"

    def _forget(self) -> None:
        """What was pressed until now is no answer to what is asked next."""
        self._keys.clear()
        self._pressed.clear()

    async def _pressing(self) -> bool:
        """Wait for a key. False after a minute, or when the cable is plugged in: a page that nobody reads
        must not keep the mailbox shut. A flow that runs from a lost image ends here, where nothing is on its way."""
        start = self._clock.ticks_ms()
        plugged = self._attached()
        while not self._pressed:
            if self._lost() or self._clock.since(start) > _PATIENCE_MS or self._attached() and not plugged:
                return False
            await self._clock.doze_ms(20)
        return True


def make(device: "Device") -> Person:
    """The noun `person` of the flow tables."""

    def attached() -> bool:
        return device.drive.attached()  # it starts after the first page, when this is here already

    return Person(device.keys, device.clock, attached, device.lost)
