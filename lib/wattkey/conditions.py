# conditions.py - when an entry of a menu is to be seen
"""A row of a menu (flows/menu*.py) names one of these conditions; with none it is always seen."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from wattkey.wallet import Info, Wallet

OF_CHIP = ("issued", "read", "unread", "closable", "locked", "ready", "no_pin", "has_pin")  # properties of wallet.Info
OF_DEVICE = ("box", "to_close")  # what the chip does not say
SETTINGS = ("UPLINK",)  # settings.toml has something under that name


class Conditions:
    """What the menus look at. `setting(name, default)` reads settings.toml."""

    _info: "Info"  # what the chip said when it was last asked

    def __init__(self, wallet: "Wallet", setting: "Callable[[str, str], str]") -> None:
        self._wallet = wallet
        self._setting = setting
        self.box = False  # there are meters of a box to be read; the home loop says so

    async def look(self) -> "Info":
        """Ask the chip. What it says counts until the next look."""
        self._info = await self._wallet.info()
        return self._info

    @property
    def to_close(self) -> bool:
        """The chip permits closing the relay, and the meter has not said since that it is closed."""
        return self._info.closable and not self._wallet.knows_relay_closed()

    def hold(self, name: str) -> bool:
        """Whether the condition `name` is met. Raises AttributeError where there is no such condition."""
        if name in SETTINGS:
            return bool(self._setting(name, ""))
        return bool(getattr(self if name in OF_DEVICE else self._info, name))
