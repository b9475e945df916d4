# chip.py - the chip that is to be issued: on the desk, or wherever else it can be asked
"""A chip on the desk is spoken to through the wallet of the device itself, so its commands are known to nobody here."""

from collections.abc import Coroutine
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from wattkey.errors import WattKeyError
from wattkey.info import Info
from wattkey.ports import Esam, Store
from wattkey.wallet import Wallet
from wattkey_host.vend.wording import refusal

Answer = TypeVar("Answer")
SIMULATED = "wattkey_host.sim.chip.factory"  # loaded by name: the seller's programs do without the simulator


class ChipOnDesk(Protocol):
    """Whatever carries commands to a chip: a reader, or the simulated chip itself."""

    def apdu(self, command: bytes) -> tuple[bytes, int]:
        """One command (CLA INS P1 P2 data): (answer, status word)."""


class ChipToIssue(Protocol):
    """What issuing asks a chip, by whatever way."""

    def info(self) -> Info:
        """What it holds. Raises VendError."""

    def take(self, kind: str, packed: bytes) -> str:
        """Hand it an order ("issue", ...): TAKEN of wattkey.wallet, or the short code of its refusal."""

    def report(self) -> bytes:
        """The packed report of the chip. Raises VendError."""


class OnDesk:
    """A chip on the desk. `wallet`: the device's own, for whoever runs a session through it (`at_once`)."""

    def __init__(self, chip: ChipOnDesk) -> None:
        self.wallet = Wallet(_Port(chip), {}, Store())

    def info(self) -> Info:
        """What it holds. Raises VendError when it does not answer as a WattKey chip."""
        return at_once(self.wallet.info())

    def take(self, kind: str, packed: bytes) -> str:
        """Hand it an order: TAKEN, or the short code of its refusal. Raises VendError."""
        return at_once(self.wallet.take(kind, packed))

    def report(self) -> bytes:
        """The packed report of the chip. Raises VendError."""
        return at_once(self.wallet.report())


class _Port(Esam):
    """The port that the wallet asks through."""

    def __init__(self, chip: ChipOnDesk) -> None:
        self._chip = chip

    async def apdu(self, command: bytes) -> tuple[bytes, int]:
        """At once: a reader waits for its chip by itself."""
        return self._chip.apdu(command)


def at_once(work: Coroutine[Any, Any, Answer]) -> Answer:
    """What a verb of the wallet gives. A chip on the desk answers at once, so nothing is ever waited for; and whoever
    asks may run in a loop already. Raises VendError when it does not answer as a WattKey chip."""
    try:
        work.send(None)
    except StopIteration as done:
        return cast(Answer, done.value)
    except WattKeyError as error:
        raise refusal("chip.no_answer", error=f"{error.code}: {error.detail}") from error
    work.close()
    raise RuntimeError("the chip on the desk has something waited for")


def simulated(path: Path) -> ChipOnDesk:
    """The simulated chip whose memory is kept in `path`, made if need be. Raises VendError, OSError."""
    try:
        factory = import_module(SIMULATED)
    except ModuleNotFoundError as error:
        raise refusal("chip.no_simulator", name=error.name) from error
    try:
        return cast(ChipOnDesk, factory.chip_at(path))
    except ValueError as error:
        raise refusal("chip.no_file", error=error) from error
