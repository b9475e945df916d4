# remains.py - all that is left of a lab while the handheld is off, as a digest
"""Two labs whose remains are equal go on equally, because nothing in them is left to chance. So everything that lasts
is in here, private names too: nobody else needs to ask for them."""

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattkey_lab.torture.cuts.lab import Lab


def remains(lab: "Lab", where: str) -> str | None:
    """The digest at this place of the life; None while something is still under way."""
    handheld = hasattr(lab, "world")  # it is unpacked
    if lab.clock.pending or (handheld and lab.world.machine.state != "off"):
        return None
    state = [where, lab.step, lab.actions, lab.clock.now_us, sorted(lab.broken | lab.taken_back), _disk(lab)]
    if handheld:
        state += _hardware(lab)
    return hashlib.blake2b(repr(state).encode(), digest_size=16).hexdigest()


WIRED = ("_clock", "_arrears", "moved")  # what a relay is connected to


LEDGER = ("ledger.db", "ledger.db-wal", "ledger.db-shm")
BY_THE_CLOCK = ("at", "digest")  # columns of the ledger: when it was, and what covers that; nothing is decided by them


def _disk(lab: "Lab") -> list[tuple[str, bytes]]:
    """The ledger by what stands in it: its bytes differ with the time of day, and with how often it was opened."""
    files = sorted(file for file in lab.folder.rglob("*") if file.is_file())
    told = [(file.relative_to(lab.folder).as_posix(), file) for file in files if file.name not in LEDGER[1:]]
    return [(name, _ledger(file) if file.name == LEDGER[0] else _digest(file.read_bytes())) for name, file in told]


def _ledger(file: Path) -> bytes:
    with TemporaryDirectory() as folder:
        for name in LEDGER[:2]:  # of a copy: to look at a ledger may put it in order
            if (part := file.with_name(name)).exists():
                shutil.copy(part, folder)
        with closing(sqlite3.connect(Path(folder, LEDGER[0]))) as book:
            return _digest(repr(_rows(book)).encode())


def _rows(book: sqlite3.Connection) -> list[tuple[str, list[str]]]:
    tables = [name for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    every = []
    for table in tables:
        columns = [row[1] for row in book.execute(f'PRAGMA table_info("{table}")')]
        kept = ", ".join(f'"{column}"' for column in columns if column not in BY_THE_CLOCK)
        every.append((table, sorted(map(repr, book.execute(f'SELECT {kept} FROM "{table}"')))))
    return every


def _hardware(lab: "Lab") -> list[object]:
    world, meter, slave, prepaid = lab.world, lab.meter, lab.meter.dlt645.slave, lab.meter.prepaid
    drive = [(path, when, _digest(world.drive.read(path))) for path, _, when in world.drive.files()]
    esam = {name: value for name, value in vars(prepaid.esam).items() if name not in ("_clock", "keys", "_rng")}
    account = {name: value for name, value in vars(prepaid.account).items() if name != "wallet"}
    relay = {name: value for name, value in vars(prepaid.relay).items() if name not in WIRED}
    return [
        lab.chip.cells, lab.chip_random.getstate(), lab.pins.violations,
        drive, sorted(world.drive.torn), _digest(bytes(world.machine.nvm)), world.random.getstate(),
        (world.cable.powered, world.cable.host, world.battery),
        [slave._name, slave._rest, slave._sequence],
        esam, prepaid.esam._rng.getstate(), account, relay, meter.registers.forward,
    ]  # fmt: skip


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
