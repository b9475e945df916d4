# keys.py - the utility's master keys, and the keys of one meter, card or chip made from them
"""Generations of five master keys, and the chip maker's factory key, 16 bytes each, in one file with mode 0600.

The file is sealed under a passphrase (vault.py) unless it was made without one: whoever reads a plain one can make
money. The default factory key is the public test key, for simulated chips. `rotate` makes a new generation; cards and
meters stay with theirs until a rekey document has reached them, so no generation is ever thrown away.
"""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from wattkey_host import foreign
from wattkey_host.crypto import FACTORY_KEY, disperse, meter_factor
from wattkey_host.vend import hardtoken
from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.keyfile import clear, held, put
from wattkey_host.vend.vault import seal, unseal

MASTERS = ("order", "report", "identity", "load", "control")
_VERSION = 2
_BOUND, _PRINT = b"wattkey keys", b"wattkey generation"
Ask = Callable[[], str]  # for the passphrase, when it is needed


@dataclass(frozen=True, repr=False)
class Keys:
    """`generations` of masters by their names in MASTERS, the latest last. Never printed: not by repr either."""

    generations: tuple[dict[str, bytes], ...]
    factory: bytes = FACTORY_KEY
    path: Path | None = field(default=None, compare=False)
    passphrase: str | None = field(default=None, compare=False)
    token: str | None = field(default=None, compare=False)  # its label, if one seals them: its PIN is the passphrase

    @property
    def masters(self) -> dict[str, bytes]:
        """The latest generation."""
        return self.generations[-1]

    @property
    def generation(self) -> int:
        """Its number, from 1."""
        return len(self.generations)

    @classmethod
    def create(
        cls, path: Path, seed: bytes | None = None, passphrase: str | None = None, token: str | None = None
    ) -> "Keys":
        """Fresh random keys in the new file `path`. `seed` makes them predictable: for stories and tests only. Sealed
        under the passphrase, or by a key on the PKCS#11 token of this label, whose PIN the passphrase is then.

        Raises VendError if the file exists: keys that are overwritten are lost with every card made from them.
        """
        keys = cls((_masters(seed),), path=path, passphrase=passphrase, token=token)
        with held(path) as place:
            if os.path.lexists(place):
                raise VendError(f"{path} exists and holds keys", "It is never overwritten")
            put(place, keys._text())
        return keys

    @classmethod
    def load(cls, path: Path, ask: Ask | None = None) -> "Keys":
        """The keys in `path`; `ask` gives the passphrase of a sealed file.

        Raises VendError when they are missing, damaged, sealed otherwise, or open to other people.
        """
        clear(path)
        return cls._read(path, ask)

    @classmethod
    def _read(cls, path: Path, ask: Ask | None) -> "Keys":
        try:
            if os.name == "posix" and path.stat().st_mode & 0o077:
                raise VendError(f"{path} can be read by others", f"Run: chmod 600 {path}")
            doc = json.loads(foreign.read(path))
        except FileNotFoundError as error:
            raise VendError(
                f"there are no keys in {path}", "Run `wattkey vend init`, or name the shop's folder"
            ) from error
        except (ValueError, RecursionError) as error:
            raise VendError(f"{path} is damaged (not JSON)", "Restore it from your backup") from error
        token = str(doc.get("token")) if isinstance(doc, dict) and doc.get("kdf") == hardtoken.KIND else None
        doc, passphrase = _opened(path, doc, ask)
        generations, factory = _taken_apart(path, doc)
        return cls(generations, factory, path, passphrase, token)

    def rotate(self, seed: bytes | None = None) -> "Keys":
        """These keys with a new generation behind them, saved under their passphrase. `seed` as in `create`.

        What others have added since these were loaded stays. Raises VendError where the file does not begin with them.
        """
        assert self.path is not None
        with held(self.path) as place:
            now = Keys._read(place, self._ask)
            if (now.generations[: self.generation], now.factory) != (self.generations, self.factory):
                raise VendError(
                    f"{self.path} holds other keys than a moment ago", "Nothing was written: see whose they are"
                )
            keys = Keys((*now.generations, _masters(seed)), self.factory, self.path, self.passphrase, self.token)
            put(place, keys._text())
        return keys

    def meter_keys(self, meter: str, generation: int = 0) -> tuple[bytes, bytes, bytes]:
        """(identity, load, control) of the meter with this number (12 digits); generation 0 is the latest."""
        factor = meter_factor(bytes.fromhex(digits("meter", meter, 12)))
        masters = self.generations[generation - 1]
        return (
            disperse(masters["identity"], factor),
            disperse(masters["load"], factor),
            disperse(masters["control"], factor),
        )

    def card_keys(self, card: str, generation: int = 0) -> tuple[bytes, bytes]:
        """(order key, report key) of the card with this number (16 digits); generation 0 is the latest."""
        factor = bytes.fromhex(digits("card", card, 16))
        masters = self.generations[generation - 1]
        return disperse(masters["order"], factor), disperse(masters["report"], factor)

    def fingerprint(self, generation: int) -> str:
        """32 hexadecimal digits that tell a generation (from 1) from every other, and nothing about its keys."""
        masters = self.generations[generation - 1]
        return hashlib.sha256(_PRINT + b"".join(masters[name] for name in MASTERS)).hexdigest()[:32]

    def transport(self, serial: str) -> bytes:
        """The transport key under which the chip with this serial (16 hex digits) leaves its factory."""
        if not re.fullmatch("[0-9a-fA-F]{16}", serial):
            raise VendError(f"{serial!r} is no chip's serial", "It has 16 hexadecimal digits")
        return disperse(self.factory, bytes.fromhex(serial))

    def __repr__(self) -> str:
        """Nothing that anyone could use."""
        return "Keys(not shown)"

    def _ask(self) -> str:
        return self.passphrase or ""

    def _text(self) -> bytes:
        hexed = [{name: key.hex() for name, key in masters.items()} for masters in self.generations]
        doc: dict = {"generations": hexed, "factory": self.factory.hex()}
        if self.token is not None:
            doc = dict(hardtoken.seal(json.dumps(doc).encode(), self.token, self.passphrase or "", _BOUND))
        elif self.passphrase is not None:
            doc = dict(seal(json.dumps(doc).encode(), self.passphrase, _BOUND))
        return json.dumps({"wattkey_keys": _VERSION, **doc}, indent=1).encode("ascii") + b"\n"


def _masters(seed: bytes | None) -> dict[str, bytes]:
    if seed is None:
        return {name: secrets.token_bytes(16) for name in MASTERS}
    return {name: hashlib.sha256(seed + b"/" + name.encode()).digest()[:16] for name in MASTERS}


def _opened(path: Path, doc: object, ask: Ask | None) -> tuple[object, str | None]:
    """The key file's content, unsealed if need be, and the passphrase that did it."""
    if not isinstance(doc, dict) or doc.get("wattkey_keys") != _VERSION:
        raise VendError(f"{path} is no key file of version {_VERSION}", "Restore it from your backup")
    if "sealed" not in doc:
        return doc, None
    if ask is None:
        raise VendError(f"{path} is sealed", "Give its passphrase")
    passphrase = ask()
    opens = hardtoken.unseal if doc.get("kdf") == hardtoken.KIND else unseal
    try:
        return {"wattkey_keys": _VERSION, **json.loads(opens(doc, passphrase, _BOUND))}, passphrase
    except ValueError as error:
        raise VendError(f"{path} is damaged ({error})", "Restore it from your backup") from error


def _taken_apart(path: Path, doc: object) -> tuple[tuple[dict[str, bytes], ...], bytes]:
    if not isinstance(doc, dict) or set(doc) != {"wattkey_keys", "generations", "factory"}:
        raise VendError(f"{path} is no key file of version {_VERSION}", "Restore it from your backup")
    rows = doc["generations"]
    if not isinstance(rows, list) or not rows or any(not isinstance(r, dict) or set(r) != set(MASTERS) for r in rows):
        raise VendError(f"{path} is no key file of version {_VERSION}", "Restore it from your backup")
    try:
        keys = tuple({name: bytes.fromhex(row[name]) for name in MASTERS} for row in rows)
        factory = bytes.fromhex(doc["factory"])
    except (TypeError, ValueError) as error:
        raise VendError(f"{path} holds a key that is not hexadecimal", "Restore it from your backup") from error
    if any(len(key) != 16 for row in keys for key in (*row.values(), factory)):
        raise VendError(f"{path} holds a key that has not 16 bytes", "Restore it from your backup")
    return keys, factory
