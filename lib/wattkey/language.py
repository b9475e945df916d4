# language.py - the language of the screens, chosen by a person
"""The choice lives in the board's store and goes before the setting in settings.toml, which is the first choice."""

from wattkey.choices import kept
from wattkey.page import Page
from wattkey.pages import Pages
from wattkey.ports import Drive, Store
from wattkey.text import Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

LANGUAGES = ("zh", "en")  # the modules of wattkey.texts


class Language:
    """The noun `language` of the flow tables."""

    def __init__(self, texts: Texts, store: Store, drive: Drive, pages: Pages, facts: dict) -> None:
        self._texts = texts
        self._store = store
        self._drive = drive
        self._pages = pages
        self._facts = facts

    async def choose(self) -> str:
        """Show the languages, each in its own words, and speak the one that is chosen. Outcomes: ok, back."""
        now = self._texts.language
        names = [self._texts.get("language." + language) for language in LANGUAGES]
        at = await self._pages.choose("language", names, LANGUAGES.index(now) if now in LANGUAGES else 0)
        if at < 0:
            return "back"
        self._texts.speak(LANGUAGES[at])
        if Page.mark:
            Page.mark = self._texts.get("row.insecure") + " "
        return "ok"

    async def keep(self) -> str:
        """Keep the choice over a power cut; make room for it first, if that is needed and a cable brings power.
        Outcomes: ok, full."""
        if kept(self._store, self._drive, Store.LANGUAGE, self._texts.language.encode()):
            return "ok"
        self._facts["code"] = "T61"
        return "full"


def make(device: "Device") -> Language:
    """The noun `language` of the flow tables."""
    return Language(device.presenter.texts, device.store, device.drive, device.noun("pages"), device.facts)
