# pinpad.py - a person types a PIN
"""Digits show as stars. What the chip says of the PIN is judged in pin.py."""

from micropython import const

from wattkey.page import Page
from wattkey.person import Person
from wattkey.pin import Pin
from wattkey.ports import Screen
from wattkey.presenter import Presenter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_LEAST = const(4)  # digits
_MOST = const(8)
_CODES = {"wrong": "T62", "blocked": "T63"}


class Pinpad:
    """The noun `pinpad` of the flow tables."""

    def __init__(self, screen: Screen, presenter: Presenter, person: Person, pin: Pin) -> None:
        self._screen = screen
        self._texts = presenter.texts
        self._facts = presenter.facts
        self._person = person
        self._pin = pin

    async def give(self) -> str:
        """Open the card until the chip's power goes. Outcomes: ok, wrong, blocked, none, back."""
        pin = await self._ask("say.pin")
        return self._told(await self._pin.give(pin)) if pin else "back"

    async def set(self) -> str:
        """A first PIN, typed twice. Outcomes: ok, differ, wrong, blocked, none, back."""
        return await self._renew("")

    async def change(self) -> str:
        """Another PIN in the place of the old one. Outcomes: ok, differ, wrong, blocked, none, back."""
        old = await self._ask("say.pin_old")
        return await self._renew(old) if old else "back"

    async def off(self) -> str:
        """No PIN any more. Outcomes: ok, wrong, blocked, none, back."""
        old = await self._ask("say.pin_old")
        return self._told(await self._pin.change(old, "")) if old else "back"

    async def _renew(self, old: str) -> str:
        new = await self._ask("say.pin_new")
        again = await self._ask("say.pin_again") if new else ""
        if not again:
            return "back"
        if new != again:
            self._facts["code"] = "T64"
            return "differ"
        return self._told(await self._pin.change(old, new))

    async def _ask(self, prompt: str) -> str:
        """4 to 8 digits and OK; "" when the person goes back, or away."""
        pin = ""
        while True:
            get = self._texts.get
            lines = (get(prompt), "*" * len(pin))
            self._screen.show(Page(get("title.pin"), lines, help=get("keys.pin")))
            key = await self._person.wait()
            if key == "ok" and len(pin) >= _LEAST:
                return pin
            if key == "back" and pin:
                pin = pin[:-1]
            elif key in ("", "back", "menu"):
                return ""
            elif len(key) == 1 and len(pin) < _MOST:
                pin += key

    def _told(self, outcome: str) -> str:
        self._facts["code"] = _CODES.get(outcome, "")
        if outcome in ("wrong", "blocked", "none"):
            return outcome
        return "ok"


def make(device: "Device") -> Pinpad:
    """The noun `pinpad` of the flow tables."""
    return Pinpad(device.screen, device.presenter, device.person, Pin(device.wallet, device.facts))
