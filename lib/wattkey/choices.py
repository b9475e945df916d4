# choices.py - what a person sets: how bright, how soon dim and dark, what can be heard
"""A byte for each in the store, under its CRC; where nothing was kept, or the store is broken, the default holds."""

from wattkey.pages import Pages
from wattkey.ports import Drive, Screen, Store
from wattkey.runner import Noun
from wattkey.text import Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

BRIGHTNESS, TIMES, SOUND = 0, 1, 2  # which byte
# of each: title, texts of the lines, their values, the default. A time is that of rest.py, in tens of seconds until dim
ROWS = (
    ("brightness", ("row.bright1", "row.bright2", "row.bright3"), (40, 120, 255), 255),
    ("times", ("row.times1", "row.times2", "row.times3"), (1, 2, 12), 2),
    ("sound", ("row.sound1", "row.sound2", "row.sound3"), (0, 1, 2), 2),
)
_DEFAULTS = tuple([row[3] for row in ROWS])


class Choices(Noun):
    """The noun `choices` of the flow tables."""

    def __init__(self, store: Store, drive: Drive, screen: Screen, texts: Texts, pages: Pages, facts: dict) -> None:
        self._store = store
        self._drive = drive
        self._screen = screen
        self._texts = texts
        self._pages = pages
        self._facts = facts
        self._values = bytearray([store.chosen(which, default) for which, default in enumerate(_DEFAULTS)])

    async def brightness(self) -> str:
        """Choose how bright the screen is, and see it at once. Outcomes: ok, back."""
        outcome = await self._choose(BRIGHTNESS)
        self._screen.dim(self._values[BRIGHTNESS])
        return outcome

    async def times(self) -> str:
        """Choose how soon it gets dim and dark. Outcomes: ok, back."""
        return await self._choose(TIMES)

    async def sound(self) -> str:
        """Choose what can be heard. Outcomes: ok, back."""
        return await self._choose(SOUND)

    async def keep(self) -> str:
        """Keep what was chosen over a power cut; make room for it first, if that is needed and a cable brings power.
        Outcomes: ok, full."""
        if kept(self._store, self._drive, Store.CHOICES, bytes(self._values)):
            return "ok"
        return self._problem("full", "T61")

    async def _choose(self, which: int) -> str:
        title, texts, values, default = ROWS[which]
        now = self._values[which]
        lines = [self._texts.get(text) for text in texts]
        at = await self._pages.choose(title, lines, values.index(now if now in values else default))
        if at < 0:
            return "back"
        self._values[which] = values[at]
        return "ok"


def kept(store: Store, drive: Drive, kind: int, value: bytes) -> bool:
    """Put a choice into the store; where it is full and a cable brings power, room is made first."""
    if store.put(kind, value):
        return True
    if not drive.attached():
        return False
    store.tidy()
    return store.put(kind, value)


def make(device: "Device") -> Choices:
    """The noun `choices` of the flow tables."""
    texts, pages = device.presenter.texts, device.noun("pages")
    return Choices(device.store, device.drive, device.screen, texts, pages, device.facts)
