# update.py - another version of the firmware: looked at, checked behind a bar, installed when a person says so
"""The noun `update` of the flow tables. What an image is its driver knows (port Firmware), loaded with it."""

from micropython import const

from wattkey import VERSION
from wattkey.firmware import Firmware
from wattkey.plugins import spare
from wattkey.runner import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_AGAIN_MS = const(1000)  # between two looks at a file that may still be copied
_PATIENCE_MS = const(12_000)  # so long, from when it is looked at, it may still be copied: hosts write late


class Update(Noun):
    """One image, from its manifest to the start of its code."""

    def __init__(self, device: "Device") -> None:
        self._device = device
        self._facts = device.facts
        self._store = device.store
        self._firmware: Firmware = spare("firmware_image", device.settings, device.clock) or Firmware()
        self._path = ""
        self._since = device.clock.ticks_ms()

    async def look(self) -> str:
        """The image that was dropped last, else the newest that does not run. Outcomes: ok, none."""
        self._path = self._device.drive.image or self._firmware.other()
        self._device.drive.image = ""
        self._facts["from"] = VERSION
        return "ok" if self._path else "none"

    async def check(self) -> str:
        """Read and check the whole file. "copying": it is not whole, and may be soon.
        Outcomes: ok, older, copying, bad."""
        code = self._firmware.look(self._path)
        if not code:
            self._facts["to"] = self._firmware.version
            for percent in self._firmware.check():
                self._device.presenter.step("update", "step.verify", percent)
                await self._device.clock.sleep_ms(0)
            code = self._firmware.wrong
        if code in ("T81", "T82") and self._device.clock.since(self._since) < _PATIENCE_MS:
            return "copying"
        if code:
            return self._problem("bad", code)
        self._facts["signer"] = self._firmware.signer or self._device.presenter.texts.get("row.unsigned")
        return "older" if self._firmware.older else "ok"

    async def wait(self) -> str:
        """A moment, for the host to go on. Outcomes: ok, back."""
        await self._device.clock.sleep_ms(_AGAIN_MS)
        return "back" if self._device.person.key() == "back" else "ok"

    async def install(self) -> str:
        """Note in nvm what is to run, and start it: comes back only where there is no room, or no such part.
        "room": a cable brings power, so room can be made. Outcomes: room, bad."""
        if self._firmware.install():
            await self._device.clock.sleep_ms(100)  # the page is drawn
            self._firmware.restart()
        return "room" if self._device.drive.attached() else self._problem("bad", "T88")

    async def make_room(self) -> str:
        """The store has more room behind it. A power cut in the middle costs the choices. Outcomes: ok."""
        await self._device.clock.sleep_ms(300)  # that nobody unplugs
        self._store.tidy()
        return "ok"

    async def boot_drive(self) -> str:
        """Start as the boot drive RPI-RP2; comes back only where the board has none. Outcomes: ok."""
        self._firmware.boot_drive()
        return "ok"


def make(device: "Device") -> Update:
    """The noun `update` of the flow tables."""
    return Update(device)
