# pin.py - the PIN of the card: giving it, changing it
"""The chip judges and counts; this only carries. pinpad.py, the noun of the flow tables, has what a person types."""

from wattkey.profile import BLOCKED, WRONG_PIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.wallet import Wallet

_OUTCOMES = {"": "ok", WRONG_PIN: "wrong", BLOCKED: "blocked"}


class Pin:
    """The card's PIN. "" stands for no PIN; a PIN is 4 to 8 digits, all else is a ValueError."""

    def __init__(self, wallet: "Wallet", facts: dict) -> None:
        self._wallet = wallet
        self._facts = facts

    async def give(self, pin: str) -> str:
        """Open the release of load MACs: "ok", "wrong" (fact `tries`: left), "blocked", "none" (no PIN is set)."""
        return self._judged(*await self._wallet.ask("pin", _packed(pin)))

    async def change(self, old: str, new: str) -> str:
        """Set, change or take away the PIN: "ok", "wrong" (fact `tries`: left), "blocked", "none" (no PIN is set,
        and an old one was given)."""
        return self._judged(*await self._wallet.ask("new_pin", _packed(old) + _packed(new)))

    def _judged(self, fields: "list[bytes]", code: str) -> str:
        if fields:
            self._facts["tries"] = fields[0][0]
        return _OUTCOMES.get(code, "none")


def _packed(pin: str) -> bytes:
    if pin and not (4 <= len(pin) <= 8 and all(c in "0123456789" for c in pin)):
        raise ValueError("a PIN has 4 to 8 digits")
    return bytes(pin, "utf-8") + b"\xff" * (8 - len(pin))
