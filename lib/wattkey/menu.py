# menu.py - menus are tables; when an entry is to be seen; where a person is in their tree
"""An entry is a label, what it starts, a condition on which it is seen, and perhaps a key that starts it at once.

The first menu stays in memory; the others are read when they are opened and dropped when they are left.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from wattkey.wallet import Info, Wallet

# the conditions that an entry may name
OF_CHIP = ("issued", "read", "unread", "closable", "locked", "ready", "no_pin", "has_pin")  # properties of wallet.Info
OF_DEVICE = ("box", "to_close")  # what the chip does not say: properties of Conditions
SETTINGS = ("UPLINK",)  # settings.toml has something under that name
_SUBMENU = ">"  # stands in front of its name, where an entry has the name of a flow


def entry(label: str, flow: str, when: str = "", key: str = "") -> tuple:
    """One line: text key, flow, condition without which it is hidden, a key that starts it at once."""
    return (label, flow, when, key)


def submenu(label: str, name: str, when: str = "", key: str = "") -> tuple:
    """A line that opens the menu in flows/menu_<name>.py."""
    return (label, _SUBMENU + name, when, key)


def opens(row: tuple) -> str:
    """The name of the menu that an entry opens, "" if it starts a flow."""
    return row[1][1:] if row[1].startswith(_SUBMENU) else ""


def menu(name: str, *entries: tuple) -> tuple:
    """A whole menu."""
    return (name, entries)


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


class Menu:
    """The open menu and the ones above it. `load(name)` reads a submenu."""

    def __init__(self, table: tuple, load: "Callable[[str], tuple]") -> None:
        self._load = load
        self._above: "list[tuple]" = []  # (table, selected) of the menus above
        self._table = table
        self.selected = 0
        self.entries: "list[tuple]" = []  # those to be seen now

    @property
    def name(self) -> str:
        """Of the open menu."""
        return self._table[0]

    @property
    def at_home(self) -> bool:
        """Whether the first menu is open."""
        return not self._above

    def see(self, hold: "Callable[[str], bool]") -> None:
        """Find out what is to be seen: `hold(name)` tells whether a condition is met. Where the entries have changed,
        the first one is the likely one."""
        entries = [row for row in self._table[1] if not row[2] or hold(row[2])]
        if self.entries and entries != self.entries:
            self.selected = 0
        self.entries = entries

    def press(self, key: str) -> str:
        """Move, open or close a menu; returns the flow to start, "" for none."""
        if key in ("up", "down") and self.entries:
            self.selected = (self.selected + (1 if key == "down" else -1)) % len(self.entries)
        elif key == "back" and self._above:
            self._open(*self._above.pop())
        elif key == "menu" and self._above:
            self.go_home()
        else:
            for i, row in enumerate(self.entries):
                if key == row[3] or key == "ok" and i == self.selected:
                    return self._start(row)
        return ""

    def go_home(self) -> None:
        """Close all menus but the first."""
        if self._above:
            self._open(*self._above[0])
            self._above.clear()

    def _start(self, row: tuple) -> str:
        name = opens(row)
        if not name:
            return row[1]
        here = (self._table, self.selected)
        self._open(self._load(name), 0)
        self._above.append(here)
        return ""

    def _open(self, table: tuple, selected: int) -> None:
        self._table = table
        self.selected = selected
        self.entries = []
