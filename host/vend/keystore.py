# keystore.py - what the rest of the vending host may ask of the keys: operations, never a key
"""No function returns a key. Who sells asks for a MAC, who receives has one checked, who issues gets a document whose
keys only one chip can open, who talks to a handheld gets its half of a session. softstore.py does all of it in the
memory of this PC; keys.py says how that is sealed on its disk (under a passphrase, or by a PKCS#11 token). A vendor's
token that has SM4 itself can stand behind it without a change elsewhere (docs/security.md says what it must offer)."""

from typing import Protocol, Self


class Talk(Protocol):
    """One session with a handheld that has proved itself: the MACs of both sides (docs/protocol.md)."""

    def question(self, number: int, message: bytes) -> bytes:
        """The MAC (4 bytes) of our question `number`, from 1."""

    def is_answer(self, number: int, message: bytes, mac: bytes) -> bool:
        """Whether the handheld has answered so."""

    def is_report(self, number: int, report: bytes, mac: bytes) -> bool:
        """Whether the chip itself has given this report out in answer to question `number`."""


class Proving(Protocol):
    """Before that: both prove themselves to each other over fresh randoms of 8 bytes."""

    def proof(self, ours: bytes, theirs: bytes) -> bytes:
        """What we send: 8 bytes."""

    def talk(self, ours: bytes, theirs: bytes, info: bytes, proof: bytes) -> Talk | None:
        """The session, if the chip has proved that `info` is its own word; else None."""


class KeyStore(Protocol):
    """The keys of one shop. Generations are numbered from 1; cards have 16 digits, meters 12, serials 16 hexadecimal
    ones."""

    @property
    def generation(self) -> int:
        """The latest generation."""

    @property
    def sealed(self) -> bool:
        """Whether a passphrase or token seals them."""

    @property
    def test_chips(self) -> bool:
        """Whether chips are expected under the public test key: then anybody can open what `wrap` makes."""

    def rotate(self, seed: bytes | None = None) -> Self:
        """With a new generation behind the others; `seed` makes it predictable, for stories and tests. Raises
        VendError, OSError."""

    def with_factory(self, key: bytes) -> Self:
        """With another factory key (16 bytes) of the chips that come from now on. Raises VendError, OSError."""

    def fingerprint(self, generation: int) -> str:
        """32 hexadecimal digits that tell a generation from every other, and nothing about its keys."""

    def mac(self, card: str, generation: int, covered: bytes) -> bytes:
        """The MAC (16 bytes) of an order to this card. Raises VendError for a number that is none."""

    def verify(self, card: str, since: int, covered: bytes, mac: bytes) -> bool:
        """Whether this card has put its report under this MAC, by its keys of generation `since` or a later one."""

    def is_receipt(self, card: str, since: int, of: tuple[int, int, int], told: str) -> bool:
        """Whether eight digits are the receipt of this card, by keys as for `verify`, of (order, code of its state,
        count); docs/esam.md, RECEIPT."""

    def event_mac(self, covered: bytes) -> bytes:
        """The MAC (16 bytes) of an event of the ledger, under a key that no generation replaces."""

    def check_serial(self, serial: str) -> None:
        """Raises VendError for what is no serial of a chip."""

    def wrap(self, serial: str, head: bytes, customer: str, card: tuple[str, int], meter: tuple[str, int]) -> bytes:
        """A document for one chip: `head`, the customer number (12 digits) and the keys of card and meter (each a
        number and a generation) enciphered, and a MAC over all. Raises VendError for a number that is none."""

    def session(self, chip: str, generation: int = 0) -> Proving:
        """Our half with a card (its number, and the generation of its keys) or, with generation 0, a blank chip (its
        serial). Raises VendError for a number that is none."""
