# sounds.py - what can be heard: a click for each key, a good end, a refusal; as loud as a person has chosen
"""A task beside the home loop, where settings.toml names a sound (SOUND). It looks at what was pressed and shown."""

from micropython import const

from wattkey.sound import CLICK, DONE, REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.sound import Sound

_LOOK_MS = const(20)
_CHOICE = const(2)  # which of Store.CHOICES: 0 silence, 1 results, 2 keys too (choices.py)
_ALL = const(2)


class Sounds:
    """Plays on a part."""

    def __init__(self, sound: "Sound", device: "Device") -> None:
        self._sound = sound
        self._device = device
        self._keys = device.person.touched
        self._mark = ""

    async def run(self) -> None:
        """The task; runs for ever."""
        device = self._device
        while True:
            await device.clock.sleep_ms(_LOOK_MS)
            wanted = device.store.chosen(_CHOICE, _ALL)
            keys, mark = device.person.touched, device.presenter.mark
            pressed, told = keys != self._keys, mark != self._mark
            self._keys, self._mark = keys, mark
            if pressed and wanted >= _ALL:
                await self._sound.play(CLICK)
            if told and wanted and mark in ("×", "✓"):
                await self._sound.play(DONE if mark == "✓" else REFUSED)
