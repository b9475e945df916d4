# device.py - what the nouns of the flow tables can reach; nouns are found by their name
"""A verb "relay.close" is the method `close` of the object that `make(device)` of wattkey/relay.py returns; the noun of
"box.collect.read" lives in a room of its own, wattkey/box/collect.py.

Whatever code.py asks for at the start stays; what a flow brought in goes with it (plugins.run_flow): code is
what costs memory on the board.
"""

from wattkey import ports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from wattkey.dlt645.master import Master
    from wattkey.person import Person
    from wattkey.presenter import Presenter
    from wattkey.rest import Rest
    from wattkey.wallet import Wallet


def _whole() -> bool:
    return False


class Device:
    """The started parts and the nouns. `settings(name, default)` reads settings.toml; `facts` fill the texts."""

    # code.py gives them their values; a noun finds them here
    screen: "ports.Screen"
    keys: "ports.Keys"
    esam: "ports.Esam"
    link: "ports.Link"
    drive: "ports.Drive"
    store: "ports.Store"
    presenter: "Presenter"
    wallet: "Wallet"  # these two are nouns that stay
    person: "Person"
    rest: "Rest | None" = None  # only with a battery that is measured

    def __init__(self, settings: "Callable[[str, str], str]", clock: ports.Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.facts: "dict[str, Any]" = {}
        self.lost: "Callable[[], bool]" = _whole  # the image that runs is not what it was: pages may be missing
        self.passed = -1  # when the last pass over a box ended, if no reset has come since (box/pause.py); ticks
        self._nouns: "dict[str, Any]" = {}
        self._master: "Master | None" = None

    @property
    def master(self) -> "Master":
        """The asking side on the link; loaded with the first noun that asks a meter."""
        if self._master is None:
            from wattkey.dlt645.master import Master

            self._master = Master(self.link, self.clock)
        return self._master

    def noun(self, name: str) -> "Any":
        """The noun of that name, made when it is wanted first. Raises ImportError if there is none."""
        if name not in self._nouns:
            module = __import__("wattkey." + name, None, None, ("make",))
            self._nouns[name] = module.make(self)
        return self._nouns[name]

    def forget(self, *stay: str) -> None:
        """Drop the master and every noun but those that `stay`."""
        self._master = None
        for name in list(self._nouns):
            if name not in stay:
                del self._nouns[name]

    def made(self) -> "tuple[str, ...]":
        """The names of the nouns that are loaded."""
        return tuple(self._nouns)
