# testkeys.py - what anybody can read in a document that was made under the public test key
"""For meters and chips to try out: they get their keys so, and the key store of a shop gives none. Under the factory
key of a real chip nothing opens here."""

from hmac import compare_digest
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wattkey_host.crypto import FACTORY_KEY, cmac, disperse, transport_pair
from wattkey_host.vend.keystore import KeyStore

NOBODY = "0" * 16  # a serial, a card
_METER = "0" * 12
_SECRET, _MAC, _KEY = 96, 16, 16  # customer 6, filled up to 16; five keys


class OpenKeys(NamedTuple):
    """The keys of a card and of a meter, 16 bytes each."""

    order: bytes
    report: bytes
    identity: bytes
    load: bytes
    control: bytes


def opened(document: bytes, serial: str) -> OpenKeys:
    """The keys in a packed document for the chip with this serial. Raises ValueError where it is not under the public
    test key."""
    encipher_key, mac_key = transport_pair(disperse(FACTORY_KEY, bytes.fromhex(serial)))
    if not compare_digest(cmac(mac_key, document[:-_MAC]), document[-_MAC:]):
        raise ValueError("not under the public test key")
    engine = Cipher(algorithms.SM4(encipher_key), modes.CBC(bytes(_KEY))).decryptor()
    secret = engine.update(document[-_MAC - _SECRET : -_MAC]) + engine.finalize()
    return OpenKeys(*(secret[at : at + _KEY] for at in range(_KEY, _SECRET, _KEY)))


def of_card(keys: KeyStore, card: str, generation: int = 0) -> tuple[bytes, bytes]:
    """(order key, report key) of a card of a shop for trying out; generation 0 is the latest. Raises ValueError."""
    return _made(keys, (card, generation or keys.generation), (_METER, 1))[:2]


def of_meter(keys: KeyStore, meter: str, generation: int = 0) -> tuple[bytes, bytes, bytes]:
    """(identity, load, control) of a meter of a shop for trying out; generation 0 is the latest. Raises ValueError."""
    return _made(keys, (NOBODY, 1), (meter, generation or keys.generation))[2:]


def _made(keys: KeyStore, card: tuple[str, int], meter: tuple[str, int]) -> OpenKeys:
    return opened(keys.wrap(NOBODY, b"", _METER, card, meter), NOBODY)
