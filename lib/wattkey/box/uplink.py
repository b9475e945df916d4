# uplink.py - the gateway of a box answers whoever asks from above, behind a slave power-line module for instance
"""Two links at once: LINK to the meters, UPLINK to whoever asks. The uplink's driver is any link driver, most often
`serial`; it takes its settings with UPLINK in the place of its own name (UPLINK_TX for SERIAL_TX), and is there only
while the flow runs. Settings: docs/uplink.md.

List and last pass are read before anything that answers is loaded: there is no room for both."""

import sys

from wattkey.box.polling import Pass
from wattkey.device import Device
from wattkey.plugins import drop, spare
from wattkey.runner import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.box.answering import Answering


class Uplink(Noun):
    """The noun `box.uplink` of the flow tables."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._facts = device.facts
        self._settings = device.settings
        self._answering: "Answering | None" = None
        self.polling = Pass()  # now, while there is room for it

    async def open(self) -> str:
        """Read the list and the last pass, start the uplink's driver. Outcomes: ok, problem."""
        drive = self._device.drive
        modules = set(sys.modules)
        try:
            from wattkey.box import uplinksettings
            from wattkey.box.known import for_gateway

            kept = drive.handed(drive.READINGS)
            wrong = for_gateway(self.polling, drive, self._facts, self._settings("TERMINAL_ADDRESS", ""))
            if wrong:
                return self._problem("problem", wrong)
            settings = uplinksettings.read(self._settings)
        except ValueError as error:
            print("settings.toml:", error)
            return self._problem("problem", "P11")
        finally:
            drop(modules)  # whoever reads list and file makes room
        link = spare("link_" + self._settings("UPLINK", ""), self._setting, self._device.clock)
        if not link:
            return self._problem("problem", "P11")
        from wattkey.box.answering import Answering

        self._answering = Answering(self._device, self.polling, link, settings, kept)
        return "ok"

    async def serve(self) -> str:
        """Answer until a key is pressed, and read the meters while there is time. Outcomes: ok."""
        if self._answering:
            await self._answering.serve()
        return "ok"

    def _setting(self, name: str, default: str) -> str:
        """SERIAL_TX of the driver is UPLINK_TX of the settings."""
        return self._settings("UPLINK" + name[name.find("_") :], default)


def make(device: Device) -> Uplink:
    """The noun `box.uplink` of the flow tables."""
    return Uplink(device)
