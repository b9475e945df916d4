# rest.py - what nobody uses draws little: dim, then dark and asleep, then off; and no session on an empty battery
"""A task beside the home loop, where settings.toml names a battery (POWER). It does nothing while a flow runs or a
cable is in. The key that wakes the device starts nothing: nobody knows in the dark what it would start."""

from micropython import const

from wattkey.errors import PartBroken, WattKeyError
from wattkey.presenter import AT_A_METER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.post import Post
    from wattkey.power import Power

_LOOK_MS = const(500)
_BRIGHTNESS = const(0)  # which of Store.CHOICES (choices.py)
_TIMES = const(1)
_TENS = const(2)  # of seconds until it is dim, three times as long until it is dark
_OFF_MS = const(240_000)  # and so long in the dark
_NAP_MS = const(3_600_000)  # at a time, where nothing can switch the device off
_DIM = const(8)
_BRIGHT = const(255)
_LOW = const(20)  # percent: from here down it stands on the first page; "about" has it always
_SIGNS = "¼½¾¹"  # of a battery


class Rest:
    """Brightness, sleep and the off switch."""

    def __init__(self, power: "Power", device: "Device", post: "Post") -> None:
        self.power = power
        self._device = device
        self._clock = device.clock
        self._post = post
        self._busy = False
        self._bright = True
        self._seen = 0  # keys
        self._since = device.clock.ticks_ms()

    def begin(self, flow: str) -> None:
        """A flow is to run. Raises PartBroken (P13) where the battery may not last for it."""
        if flow in AT_A_METER and self.power.empty():
            raise PartBroken("P13", flow)
        self._busy = True

    def end(self) -> None:
        """The flow has ended."""
        self._busy = False

    async def run(self) -> None:
        """The task; runs for ever."""
        device = self._device
        while True:
            await self._clock.sleep_ms(_LOOK_MS)
            level = self.power.level()
            device.presenter.low = "%d%%" % level if 0 <= level <= _LOW else ""
            device.presenter.battery = _SIGNS[min(3, level // 25)] if level >= 0 else ""
            pressed = device.person.touched
            if self._busy or pressed != self._seen or device.drive.attached():
                self._seen = pressed
                self._since = self._clock.ticks_ms()
                self._light()
            else:
                await self._quiet(self._clock.since(self._since))

    async def _quiet(self, ms: int) -> None:
        """Nobody has done anything for `ms`."""
        store = self._device.store
        dim = 10_000 * store.chosen(_TIMES, _TENS)
        off = 3 * dim + _OFF_MS
        if ms < dim:
            return
        self._bright = False
        self._device.screen.dim(_DIM)
        if ms < 3 * dim:
            return
        self._device.screen.sleep()
        self._device.person.asleep = True
        if ms >= off and await self._all_published():
            self.power.off()
        if await self._device.keys.nap(off - ms if ms < off else _NAP_MS):
            self._device.person.woken()

    async def _all_published(self) -> bool:
        """Whether nothing is left that boot.py could still write."""
        try:
            outbox = self._post.outbox
            left = await outbox.outdated()
        except WattKeyError:  # a chip that does not answer has nothing to say
            return True
        return left is None or not outbox.may_publish(*left)

    def _light(self) -> None:
        if not self._bright:
            self._bright = True
            self._device.screen.wake()
            self._device.screen.dim(self._device.store.chosen(_BRIGHTNESS, _BRIGHT))
