# remains.py - all that is left of a lab while the handheld is off, as a digest
"""Two labs whose remains are equal go on equally, because nothing in them is left to chance. So everything that lasts
is in here, private names too: nobody else needs to ask for them."""

import hashlib
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


def _disk(lab: "Lab") -> list[tuple[str, bytes]]:
    files = sorted(file for file in lab.folder.rglob("*") if file.is_file())
    return [(file.relative_to(lab.folder).as_posix(), _digest(file.read_bytes())) for file in files]


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
