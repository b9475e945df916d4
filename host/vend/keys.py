# keys.py - the utility's master keys, and the keys of one meter, card or chip made from them
"""Five master keys and the chip maker's factory key, 16 bytes each, in one file with mode 0600.

The file is plain JSON: whoever reads it can make money. A key store that is encrypted, or lies in a
hardware token, is the work of a later issue; until then only simulated meters should trust these keys.
The default factory key is the simulator's public test key.
"""

import hashlib
import json
import os
import re
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from wattkey_host.crypto import disperse, meter_factor
from wattkey_host.sim.chip.factory import FACTORY_KEY
from wattkey_host.vend.errors import VendError, digits

MASTERS = ("order", "report", "identity", "load", "control")
_VERSION = 1


@dataclass(frozen=True, repr=False)
class Keys:
    """`masters` by their names in MASTERS, and the factory key; 16 bytes each. Never printed: not by repr either."""

    masters: dict[str, bytes]
    factory: bytes = FACTORY_KEY

    @classmethod
    def create(cls, path: Path, seed: bytes | None = None) -> "Keys":
        """Fresh random keys in the new file `path`. `seed` makes them predictable: for stories and tests only.

        Raises VendError if the file exists: keys that are overwritten are lost with every card made from them.
        """
        if path.exists():
            raise VendError(f"{path} exists and holds keys", "It is never overwritten")
        if seed is None:
            masters = {name: secrets.token_bytes(16) for name in MASTERS}
        else:
            masters = {name: hashlib.sha256(seed + b"/" + name.encode()).digest()[:16] for name in MASTERS}
        keys = cls(masters)
        keys._save(path)
        return keys

    @classmethod
    def load(cls, path: Path) -> "Keys":
        """The keys in `path`. Raises VendError when they are missing, damaged or open to other people."""
        try:
            if os.name == "posix" and path.stat().st_mode & 0o077:
                raise VendError(f"{path} can be read by others", f"Run: chmod 600 {path}")
            doc = json.loads(path.read_bytes())
        except FileNotFoundError as error:
            raise VendError(
                f"there are no keys in {path}", "Run `wattkey vend init`, or name the shop's folder"
            ) from error
        except ValueError as error:
            raise VendError(f"{path} is damaged (not JSON)", "Restore it from your backup") from error
        masters = _read(path, doc)
        return cls(masters, masters.pop("factory"))

    def meter_keys(self, meter: str) -> tuple[bytes, bytes, bytes]:
        """(identity, load, control) of the meter with this number (12 digits)."""
        factor = meter_factor(bytes.fromhex(digits("meter", meter, 12)))
        masters = self.masters
        return (
            disperse(masters["identity"], factor),
            disperse(masters["load"], factor),
            disperse(masters["control"], factor),
        )

    def card_keys(self, card: str) -> tuple[bytes, bytes]:
        """(order key, report key) of the card with this number (16 digits)."""
        factor = bytes.fromhex(digits("card", card, 16))
        return disperse(self.masters["order"], factor), disperse(self.masters["report"], factor)

    def transport(self, serial: str) -> bytes:
        """The transport key under which the chip with this serial (16 hex digits) leaves its factory."""
        if not re.fullmatch("[0-9a-fA-F]{16}", serial):
            raise VendError(f"{serial!r} is no chip's serial", "It has 16 hexadecimal digits")
        return disperse(self.factory, bytes.fromhex(serial))

    def __repr__(self) -> str:
        """Nothing that anyone could use."""
        return "Keys(not shown)"

    def _save(self, path: Path) -> None:
        keys = {name: key.hex() for name, key in (*self.masters.items(), ("factory", self.factory))}
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(json.dumps({"wattkey_keys": _VERSION, **keys}, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)


def _read(path: Path, doc: object) -> dict[str, bytes]:
    names = {*MASTERS, "factory"}
    if not isinstance(doc, dict) or doc.get("wattkey_keys") != _VERSION or set(doc) != {"wattkey_keys", *names}:
        raise VendError(f"{path} is no key file of version {_VERSION}", "Restore it from your backup")
    try:
        keys = {name: bytes.fromhex(doc[name]) for name in names}
    except (TypeError, ValueError) as error:
        raise VendError(f"{path} holds a key that is not hexadecimal", "Restore it from your backup") from error
    if any(len(key) != 16 for key in keys.values()):
        raise VendError(f"{path} holds a key that has not 16 bytes", "Restore it from your backup")
    return keys
