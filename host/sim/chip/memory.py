# memory.py - the chip's non-volatile memory: every write happens whole or not at all
"""`Cells` is what survives a power cut; `Memory` changes them, in a file or only in RAM.

A real chip keeps its keys where nobody reads them; the simulated one writes them to a plain file,
so such a file must never hold the keys of a real meter.
"""

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from wattkey_host import foreign

ABSENT = 0xFFFFFFFF  # a value that was never read
NEVER = b"\xff" * 20  # ABSENT in each of five registers


class Torn(Exception):
    """The chip lost its power in a write; it answers nothing until it is powered anew."""


@dataclass(frozen=True)
class Cells:
    """All lasting state; integers are unsigned, amounts and registers in hundredths, bytes as on the wire."""

    serial: bytes
    transport: bytes  # the factory key dispersed by the serial; opens one IMPORT
    issue: int = 0  # number of the last issue or rekey document; 0: blank
    card: bytes = bytes(8)
    customer: bytes = bytes(6)
    meter: bytes = bytes(6)
    order_key: bytes = bytes(16)
    report_key: bytes = bytes(16)
    identity_key: bytes = bytes(16)
    load_key: bytes = bytes(16)
    control_key: bytes = bytes(16)
    order: int = 0  # of the purchase held or held last
    count: int = 0
    amount: int = 0
    close: int = 0
    state: int = 0  # index into wattkey.info.STATES
    releases: int = 0  # load MACs released for this purchase
    random1: bytes = bytes(8)  # drawn with the last release, for every login while the purchase is offered
    proved_count: int = 0  # this and the next: of the last right PROOF
    proved_remaining: int = ABSENT
    read_count: int = 0
    read_at: bytes = bytes(6)
    present: bytes = NEVER  # total, rate 1..4
    previous: bytes = NEVER
    remaining: int = ABSENT
    overdraft: int = ABSENT
    bought: int = ABSENT
    pin: bytes = b"\xff" * 8  # none
    tries: int = 5  # of the PIN
    resets: int = 0  # number of the last unlock order


class Memory:
    """The cells of one chip. `path` None keeps them in RAM only; `writes` counts what was written."""

    def __init__(self, cells: Cells, path: Path | None = None) -> None:
        self.cells = cells
        self.path = path
        self.writes = 0
        self._tear = 0
        if path is not None:
            self._save(cells)

    @classmethod
    def load(cls, path: Path) -> "Memory":
        """The memory kept in `path`. Raises ValueError when that is not a chip's memory, OSError when unreadable."""
        memory = cls(_from_json(foreign.whole(path).decode("ascii")))
        memory.path = path
        return memory

    def tear_at(self, n: int) -> None:
        """Let the n-th write from now (1 = the next) not happen: it raises Torn and leaves the cells as they were."""
        if n < 1:
            raise ValueError("writes are counted from 1")
        self._tear = n

    def write(self, **changes: bytes | int) -> None:
        """Change cells, all of them or none. Raises Torn."""
        fresh = replace(self.cells, **changes)  # type: ignore[arg-type]  # cells have several types
        if self._tear:
            self._tear -= 1
            if not self._tear:
                raise Torn("power lost in a write")
        if self.path is not None:
            self._save(fresh)
        self.cells = fresh
        self.writes += 1

    def _save(self, cells: Cells) -> None:
        """Write beside, flush to the disk, rename: a reader sees the old file or the new one."""
        assert self.path is not None
        foreign.write(self.path, _to_json(cells).encode("ascii"))
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _to_json(cells: Cells) -> str:
    doc = {name: value.hex() if isinstance(value, bytes) else value for name, value in asdict(cells).items()}
    return json.dumps(doc, indent=1) + "\n"


def _from_json(text: str) -> Cells:
    try:
        doc = json.loads(text)
    except RecursionError as error:
        raise ValueError("lists in lists without end") from error
    if not isinstance(doc, dict) or set(doc) != {field.name for field in fields(Cells)}:
        raise ValueError("not the memory of a simulated chip")
    blank = Cells(bytes(8), bytes(16))
    cells: dict[str, Any] = {}
    for name, value in doc.items():
        model = getattr(blank, name)
        if isinstance(model, int) and type(value) is int and 0 <= value <= ABSENT:
            cells[name] = value
        elif isinstance(model, bytes) and isinstance(value, str) and len(value) == 2 * len(model):
            cells[name] = bytes.fromhex(value)
        else:
            raise ValueError(f"memory of a simulated chip: bad cell {name!r}")
    return Cells(**cells)
