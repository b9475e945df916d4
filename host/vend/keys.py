# keys.py - the key file: how the keys of a shop are made, sealed, opened and renewed
"""Generations of five master keys, and the chip maker's factory key, 16 bytes each, in one file with mode 0600.

The file is sealed under a passphrase (vault.py) or by a token (hardtoken.py) unless it was made without: whoever reads
a plain one can make money. The default factory key is the public test key, for simulated chips. `rotate` makes a new
generation; cards and meters stay with theirs until a rekey document has reached them, so none is ever thrown away.
What can be asked of the keys: keystore.py.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wattkey_host import foreign
from wattkey_host.crypto import FACTORY_KEY
from wattkey_host.vend import hardtoken
from wattkey_host.vend.keyfile import clear, held, put
from wattkey_host.vend.softstore import MASTERS, Generation, SoftStore
from wattkey_host.vend.vault import seal, unseal
from wattkey_host.vend.wording import refusal

_VERSION, _LENGTH = 2, 16
_BOUND = b"wattkey keys"
Ask = Callable[[], str]  # for the passphrase, when it is needed


class Keys(SoftStore):
    """The key store of one file. Never printed: not by repr either."""

    def __init__(
        self, generations: tuple[Generation, ...], factory: bytes, path: Path, passphrase: str | None = None,
        token: str | None = None,
    ) -> None:  # fmt: skip
        """Use `create` or `load`. `token`: the label of the one that seals them; its PIN is the passphrase then."""
        super().__init__(generations, factory)
        self._path, self._passphrase, self._token = path, passphrase, token

    @property
    def sealed(self) -> bool:
        """Whether the file is."""
        return self._passphrase is not None

    @classmethod
    def create(
        cls, path: Path, seed: bytes | None = None, passphrase: str | None = None, token: str | None = None
    ) -> "Keys":
        """Fresh random keys in the new file `path`. `seed` makes them predictable: for stories and tests only. Sealed
        under the passphrase, or by a key on the PKCS#11 token of this label, whose PIN the passphrase is then.

        Raises VendError if the file exists: keys that are overwritten are lost with every card made from them.
        """
        keys = cls((_masters(seed),), FACTORY_KEY, path, passphrase, token)
        with held(path) as place:
            if os.path.lexists(place):
                raise refusal("keys.exist", path=path)
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
                raise refusal("keys.open_to_others", path=path)
            doc = json.loads(foreign.read(path))
        except FileNotFoundError as error:
            raise refusal("keys.none", path=path) from error
        except (ValueError, RecursionError) as error:
            raise refusal("keys.no_json", path=path) from error
        token = str(doc.get("token")) if isinstance(doc, dict) and doc.get("kdf") == hardtoken.KIND else None
        doc, passphrase = _opened(path, doc, ask)
        generations, factory = _taken_apart(path, doc)
        return cls(generations, factory, path, passphrase, token)

    def rotate(self, seed: bytes | None = None) -> "Keys":
        """The keys with a new generation behind them, saved under their passphrase. `seed` as in `create`.

        What others have added since these were loaded stays. Raises VendError where the file does not begin with them.
        """
        with self._renewed() as (place, now):
            keys = self._with((*now._generations, _masters(seed)), self._factory)
            put(place, keys._text())
        return keys

    def with_factory(self, key: bytes) -> "Keys":
        """The keys with the factory key (16 bytes) of the chips that are bought from now on, saved. Raises VendError
        as `rotate`, and for a key that has another length."""
        if len(key) != _LENGTH:
            raise refusal("factory.none", length=_LENGTH, digits=2 * _LENGTH)
        with self._renewed() as (place, now):
            keys = self._with(now._generations, key)
            put(place, keys._text())
        return keys

    @contextmanager
    def _renewed(self) -> Iterator[tuple[Path, "Keys"]]:
        """(where the file lies, what is in it now), which begins with these; nobody else writes it meanwhile."""
        with held(self._path) as place:
            now = Keys._read(place, self._ask)
            if (now._generations[: self.generation], now._factory) != (self._generations, self._factory):
                raise refusal("keys.others", path=self._path)
            yield place, now

    def _with(self, generations: tuple[Generation, ...], factory: bytes) -> "Keys":
        return Keys(generations, factory, self._path, self._passphrase, self._token)

    def _ask(self) -> str:
        return self._passphrase or ""

    def _text(self) -> bytes:
        hexed = [{name: key.hex() for name, key in masters.items()} for masters in self._generations]
        doc: dict = {"generations": hexed, "factory": self._factory.hex()}
        if self._token is not None:
            doc = dict(hardtoken.seal(json.dumps(doc).encode(), self._token, self._ask(), _BOUND))
        elif self._passphrase is not None:
            doc = dict(seal(json.dumps(doc).encode(), self._passphrase, _BOUND))
        return json.dumps({"wattkey_keys": _VERSION, **doc}, indent=1).encode("ascii") + b"\n"


def hexadecimal(text: str) -> bytes:
    """A key of 16 bytes, as a person or a file gives it. Raises VendError."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _LENGTH:
        raise refusal("factory.none", length=_LENGTH, digits=2 * _LENGTH)
    return key


def _masters(seed: bytes | None) -> Generation:
    if seed is None:
        return {name: secrets.token_bytes(_LENGTH) for name in MASTERS}
    return {name: hashlib.sha256(seed + b"/" + name.encode()).digest()[:16] for name in MASTERS}


def _opened(path: Path, doc: object, ask: Ask | None) -> tuple[object, str | None]:
    """The key file's content, unsealed if need be, and the passphrase that did it."""
    if not isinstance(doc, dict) or doc.get("wattkey_keys") != _VERSION:
        raise refusal("keys.version", path=path, version=_VERSION)
    if "sealed" not in doc:
        return doc, None
    if ask is None:
        raise refusal("keys.sealed", path=path)
    passphrase = ask()
    opens = hardtoken.unseal if doc.get("kdf") == hardtoken.KIND else unseal
    try:
        return {"wattkey_keys": _VERSION, **json.loads(opens(doc, passphrase, _BOUND))}, passphrase
    except ValueError as error:
        raise refusal("keys.damaged", path=path, error=error) from error


def _taken_apart(path: Path, doc: object) -> tuple[tuple[Generation, ...], bytes]:
    if not isinstance(doc, dict) or set(doc) != {"wattkey_keys", "generations", "factory"}:
        raise refusal("keys.version", path=path, version=_VERSION)
    rows = doc["generations"]
    if not isinstance(rows, list) or not rows or any(not isinstance(r, dict) or set(r) != set(MASTERS) for r in rows):
        raise refusal("keys.version", path=path, version=_VERSION)
    try:
        keys = tuple({name: bytes.fromhex(row[name]) for name in MASTERS} for row in rows)
        factory = bytes.fromhex(doc["factory"])
    except (TypeError, ValueError) as error:
        raise refusal("keys.not_hexadecimal", path=path) from error
    if any(len(key) != _LENGTH for row in keys for key in (*row.values(), factory)):
        raise refusal("keys.short", path=path, length=_LENGTH)
    return keys, factory
