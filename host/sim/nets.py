# nets.py - the wires between pins: who drives them, which way they are pulled, which switches join them
"""A net is named after the pin of the Pico that it is on ("GP0".."GP28")."""

from collections.abc import Callable, Iterable


class Net:
    """One wire."""

    __slots__ = ("board_pull", "drive", "outside", "pull")

    def __init__(self) -> None:
        self.drive: bool | None = None  # the level that the chip's pin drives; None: it does not
        self.pull: bool | None = None  # the chip's internal pull
        self.outside: bool | None = None  # the level that something else drives
        self.board_pull: bool | None = None  # a resistor on the board; stronger than the internal pull


class Nets:
    """All wires and the closed switches between them."""

    def __init__(self) -> None:
        self._nets = {f"GP{n}": Net() for n in range(30)}
        self._joined: dict[str, set[str]] = {}
        self._watchers: dict[str, Callable[[bool], None]] = {}
        self._known: dict[str, bool] = {}
        self._once: dict[str, Callable[[], None]] = {}

    def net(self, name: str) -> Net:
        """The wire on pin `name`."""
        return self._nets[name]

    def watched(self, name: str) -> bool:
        """Whether something outside reacts to this wire."""
        return name in self._watchers

    def watch(self, name: str, watcher: Callable[[bool], None]) -> None:
        """Call `watcher(level)` whenever the level of a wire changes."""
        self._watchers[name] = watcher
        self._known[name] = self.level(name)

    def at_next_change(self, names: Iterable[str], call: Callable[[], None]) -> None:
        """`call` when a switch joins one of these wires, or what drives or pulls it is set anew; once for each."""
        self._once.update(dict.fromkeys(names, call))

    def drive(self, name: str, level: bool | None) -> None:
        """The chip drives its pin, or stops to (None)."""
        self._nets[name].drive = level
        self._changed(name)

    def pull(self, name: str, level: bool | None) -> None:
        """The chip's internal pull of a pin."""
        self._nets[name].pull = level
        self._changed(name)

    def force(self, name: str, level: bool | None) -> None:
        """Something outside the chip drives the wire."""
        self._nets[name].outside = level
        self._changed(name)

    def release(self, name: str) -> None:
        """The pin floats."""
        self._nets[name].drive = self._nets[name].pull = None
        self._changed(name)

    def release_all(self) -> None:
        """All pins float: the chip was reset."""
        for name in self._nets:
            self.release(name)

    def join(self, one: str, other: str) -> None:
        """A switch between two wires closes."""
        self._joined.setdefault(one, set()).add(other)
        self._joined.setdefault(other, set()).add(one)
        for name in (one, other):
            self._once.pop(name, _nobody)()

    def part(self, one: str, other: str) -> None:
        """The switch opens."""
        for name, far in ((one, other), (other, one)):
            ends = self._joined.get(name, set())
            ends.discard(far)
            if not ends:
                self._joined.pop(name, None)

    def is_joined(self, name: str) -> bool:
        """Whether a closed switch joins this wire to another."""
        return name in self._joined

    def level(self, name: str) -> bool:
        """What a reader sees: low wins over high, a driver over a resistor, that over a pull; nothing is low."""
        if name not in self._joined:
            net = self._nets[name]
            for level in (net.drive, net.outside, net.board_pull, net.pull):
                if level is not None:
                    return level
            return False
        group = [self._nets[other] for other in self._group(name)]
        for levels in (
            [n.drive for n in group if n.drive is not None] + [n.outside for n in group if n.outside is not None],
            [n.board_pull for n in group if n.board_pull is not None],
            [n.pull for n in group if n.pull is not None],
        ):
            if levels:
                return all(levels)
        return False

    def _group(self, name: str) -> set[str]:
        seen = {name}
        todo = [name]
        while todo:
            for other in self._joined.get(todo.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return seen

    def _changed(self, name: str) -> None:
        if name in self._once:
            self._once.pop(name)()
        if name in self._watchers:
            level = self.level(name)
            if level != self._known[name]:
                self._known[name] = level
                self._watchers[name](level)


def _nobody() -> None:
    """Waits for this change."""
