# softstore.py - the key store in the memory of this PC: SM4 by software, keys that nobody is given
"""Keys of a card or meter are made from the masters each time (docs/esam.md): nothing but masters is kept."""

import hashlib
import re
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wattkey_host import handshake
from wattkey_host.crypto import FACTORY_KEY, cmac, disperse, meter_factor, transport_pair
from wattkey_host.receipt import receipt_digits
from wattkey_host.vend.errors import digits
from wattkey_host.vend.keystore import Proving, Talk
from wattkey_host.vend.wording import refusal

MASTERS = ("order", "report", "identity", "load", "control")
NO_CARD = "9" * 16  # is never issued: its report key stands under the events of the ledger
_PRINT, _EVENT = b"wattkey generation", b"wattkey event"
_BLOCK = 16
Generation = dict[str, bytes]


class SoftStore:
    """Generations of masters by their names in MASTERS, the latest last, and the factory key of the chips."""

    def __init__(self, generations: tuple[Generation, ...], factory: bytes) -> None:
        """Keys of 16 bytes each."""
        self._generations, self._factory = generations, factory

    @property
    def generation(self) -> int:
        """The latest generation."""
        return len(self._generations)

    @property
    def sealed(self) -> bool:
        """In memory nothing is."""
        return False

    @property
    def test_chips(self) -> bool:
        """Whether the factory key is the one that everybody has."""
        return self._factory == FACTORY_KEY

    def fingerprint(self, generation: int) -> str:
        """SHA-256, cut to 128 bits."""
        masters = self._generations[generation - 1]
        return hashlib.sha256(_PRINT + b"".join(masters[name] for name in MASTERS)).hexdigest()[:32]

    def mac(self, card: str, generation: int, covered: bytes) -> bytes:
        """SM4-CMAC under the order key of the card."""
        return cmac(self._of_card("order", card, generation), covered)

    def verify(self, card: str, since: int, covered: bytes, mac: bytes) -> bool:
        """What a generation before `since` has signed may come from anybody who has found that out."""
        every = range(since, self.generation + 1)
        return any(compare_digest(cmac(self._of_card("report", card, one), covered), mac) for one in every)

    def is_receipt(self, card: str, since: int, of: tuple[int, int, int], told: str) -> bool:
        """Under the report key."""
        keys = (self._of_card("report", card, one) for one in range(since, self.generation + 1))
        return any(compare_digest(receipt_digits(key, bytes.fromhex(card), *of), told) for key in keys)

    def event_mac(self, covered: bytes) -> bytes:
        """Under the first generation, which is never thrown away."""
        return cmac(self._of_card("report", NO_CARD, 1), _EVENT + covered)

    def check_serial(self, serial: str) -> None:
        """Raises VendError for what is no serial of a chip."""
        if not re.fullmatch("[0-9a-fA-F]{16}", serial):
            raise refusal("serial.none", serial=serial)

    def wrap(self, serial: str, head: bytes, customer: str, card: tuple[str, int], meter: tuple[str, int]) -> bytes:
        """SM4-CBC from a zero vector, which the number in the head makes unique; CMAC behind it."""
        encipher_key, mac_key = transport_pair(self._transport(serial))
        secret = bytes.fromhex(digits("customer", customer, 12)).ljust(_BLOCK, b"\0")
        secret += self._of_card("order", *card) + self._of_card("report", *card)
        secret += b"".join(self._of_meter(name, *meter) for name in ("identity", "load", "control"))
        engine = Cipher(algorithms.SM4(encipher_key), modes.CBC(bytes(_BLOCK))).encryptor()
        out = head + engine.update(secret) + engine.finalize()
        return out + cmac(mac_key, out)

    def session(self, chip: str, generation: int = 0) -> Proving:
        """Of an issued card from its order key, of a blank chip from its transport key."""
        base = self._of_card("order", chip, generation) if generation else self._transport(chip)
        return _Proving(handshake.seller_key(base))

    def __eq__(self, other: object) -> bool:
        """Whether both have the same keys."""
        return isinstance(other, SoftStore) and (self._generations, self._factory) == (
            other._generations,
            other._factory,
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Nothing that anyone could use."""
        return f"{type(self).__name__}(not shown)"

    def _of_card(self, name: str, card: str, generation: int) -> bytes:
        return disperse(self._generations[generation - 1][name], bytes.fromhex(digits("card", card, 16)))

    def _of_meter(self, name: str, meter: str, generation: int) -> bytes:
        factor = meter_factor(bytes.fromhex(digits("meter", meter, 12)))
        return disperse(self._generations[generation - 1][name], factor)

    def _transport(self, serial: str) -> bytes:
        self.check_serial(serial)
        return disperse(self._factory, bytes.fromhex(serial))


class _Proving(Proving):
    def __init__(self, key: bytes) -> None:
        self._key = key

    def proof(self, ours: bytes, theirs: bytes) -> bytes:
        """We know the key, now."""
        return handshake.seller_proof(self._key, ours, theirs)

    def talk(self, ours: bytes, theirs: bytes, info: bytes, proof: bytes) -> Talk | None:
        """None where the chip has not proved itself."""
        if not compare_digest(proof, handshake.chip_proof(self._key, ours, theirs, info)):
            return None
        return _Talk(handshake.session_key(self._key, ours, theirs))


class _Talk(Talk):
    def __init__(self, key: bytes) -> None:
        self._key = key

    def question(self, number: int, message: bytes) -> bytes:
        """The seller's word."""
        return handshake.message_mac(self._key, handshake.QUESTION, number, message)

    def is_answer(self, number: int, message: bytes, mac: bytes) -> bool:
        """The device's word."""
        return compare_digest(mac, handshake.message_mac(self._key, handshake.ANSWER, number, message))

    def is_report(self, number: int, report: bytes, mac: bytes) -> bool:
        """The chip's own word."""
        return compare_digest(mac, handshake.message_mac(self._key, handshake.REPORT, number, report))
