# pin.py - the PIN of the card: giving it, changing it
"""The chip judges and counts; this only carries. pinpad.py, the noun of the flow tables, has what a person types."""

from micropython import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.wallet import Wallet

_OK = const(0x9000)
_WRONG = const(0x63C0)  # and the tries that are left


class Pin:
    """The card's PIN. "" stands for no PIN; a PIN is 4 to 8 digits, all else is a ValueError."""

    def __init__(self, wallet: "Wallet", facts: dict) -> None:
        self._wallet = wallet
        self._facts = facts

    async def give(self, pin: str) -> str:
        """Open the release of load MACs: "ok", "wrong" (fact `tries`: left), "blocked", "none" (no PIN is set)."""
        return self._judged(*await self._wallet.ask("pin", _packed(pin)))

    async def change(self, old: str, new: str) -> str:
        """Set, change or take away the PIN: the same outcomes; "none" when there is no such old PIN to give."""
        return self._judged(*await self._wallet.ask("new_pin", _packed(old) + _packed(new)))

    def _judged(self, _data: bytes, status: int) -> str:
        if status == _OK:
            return "ok"
        if status & 0xFFF0 == _WRONG:
            self._facts["tries"] = left = status & 15
            return "wrong" if left else "blocked"
        return "none"


def _packed(pin: str) -> bytes:
    if pin and not (4 <= len(pin) <= 8 and all(c in "0123456789" for c in pin)):
        raise ValueError("a PIN has 4 to 8 digits")
    return bytes(pin, "utf-8") + b"\xff" * (8 - len(pin))
