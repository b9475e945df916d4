# factory.py - where simulated chips come from: a serial and its transport key
"""Made under the public test key of crypto.py, unless another is named."""

import secrets
from collections.abc import Callable
from pathlib import Path

from wattkey_host.crypto import FACTORY_KEY, disperse
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.memory import Cells, Memory


def new_chip(
    serial: str,
    path: Path | None = None,
    rng: Callable[[int], bytes] | None = None,
    factory_key: bytes = FACTORY_KEY,
) -> Chip:
    """A chip fresh from the factory, not issued; its memory in `path`, or only in RAM.

    `serial`: 16 hex digits. Raises ValueError for another serial or key, FileExistsError when `path`
    already holds a chip (it may hold money; `open_chip` opens it).
    """
    if len(serial) != 16:
        raise ValueError("a serial has 16 hex digits")
    if len(factory_key) != 16:
        raise ValueError("a factory key has 16 bytes")
    if path is not None and path.exists():
        raise FileExistsError(f"{path} already holds a chip")
    number = bytes.fromhex(serial)
    if len(number) != 8:
        raise ValueError("a serial has 16 hex digits")
    return Chip(Memory(Cells(number, disperse(factory_key, number)), path), rng)


def chip_at(path: Path) -> Chip:
    """The chip whose memory is kept in `path`; a blank one is made where there is none. Raises ValueError, OSError."""
    if not path.exists():
        return new_chip(secrets.token_hex(8), path)
    try:
        return open_chip(path)
    except ValueError as error:
        raise ValueError(f"{path} holds no simulated chip: {error}. Name another file") from error


def open_chip(path: Path, rng: Callable[[int], bytes] | None = None) -> Chip:
    """The chip whose memory is kept in `path`. Raises OSError or ValueError when there is none."""
    return Chip(Memory.load(path), rng)
