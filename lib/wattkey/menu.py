# menu.py - menus are tables; when an entry is to be seen; where a person is in their tree
"""An entry is a label, what it starts, a condition on which it is seen, and perhaps a key that starts it at once.

A condition is one of these; the validator reads them here, where they cost the board nothing:
Of the chip: issued, read, unread, closable, locked, ready, no_pin, has_pin.
Of the device: box, to_close, images.
Of settings.toml: POWER, SOUND, UPLINK.

The first menu stays in memory; the others are read when they are opened and dropped when they are left.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from wattkey.info import Info

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


class Menu:
    """The open menu and the ones above it. `load(name)` reads a submenu, `setting(name, default)` settings.toml."""

    def __init__(self, table: tuple, load: "Callable[[str], tuple]", setting: "Callable[[str, str], str]") -> None:
        self._load = load
        self._setting = setting
        # What the chip does not say; the home loop does. There are meters of a box to be read; there are more images
        # than one; the chip lets us close the relay, and the meter has not said since that it is closed.
        self.known = {"box": False, "to_close": False, "images": False}
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

    def see(self, info: "Info") -> None:
        """Find out what is to be seen, the chip being so. Where that has changed, the first entry is the likely one.
        Raises AttributeError where an entry has a condition that there is not."""
        entries = []
        for row in self._table[1]:
            when = row[2]
            if when in self.known:
                seen = self.known[when]
            elif when.isupper():
                seen = self.known[when] = bool(self._setting(when, ""))  # to ask takes 3 ms: once
            else:
                seen = not when or getattr(info, when)
            if seen:
                entries.append(row)
        if self.entries and entries != self.entries:
            self.selected = 0
        self.entries = entries

    def press(self, key: str) -> str:
        """Move, open or close a menu; returns the flow to start, "" for none."""
        if key in ("up", "down") and self.entries:
            self.selected = (self.selected + (1 if key == "down" else -1)) % len(self.entries)
        elif key == "back" and self._above:
            self._open(*self._above.pop())
        else:
            rows = self.entries
            if key == "menu":  # it means the main menu from anywhere
                self.go_home()
                rows = self._table[1]
            for i, row in enumerate(rows):
                if key == row[3] or key == "ok" and i == self.selected:
                    return self._start(row)
            if key.isdigit() and 0 < int(key) <= len(rows):  # a digit goes to its line
                self.selected = int(key) - 1
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
