# seller.py - the seller's terminal and this chip prove to each other who they are, then speak under MACs
"""A session lives in RAM. The processor in between carries it; it can neither open one nor change a word of it.

A blank chip answers under its transport key, so that it can be issued live; an issued one under its order key.
"""

from hmac import compare_digest
from typing import TYPE_CHECKING

from wattkey_host import handshake
from wattkey_host.sim.chip.identity import info
from wattkey_host.sim.chip.ram import SellerSession
from wattkey_host.sim.chip.usage import report
from wattkey_host.sim.chip.words import NOT_ALLOWED, WRONG_MAC, StatusWord

if TYPE_CHECKING:
    from wattkey_host.sim.chip.cos import Chip


def hello(chip: "Chip", data: bytes) -> bytes:
    """SELLER_HELLO: our fresh random, 8 bytes. A session that runs goes on: anybody may ask who we are."""
    chip.ram.seller_random = chip.random(handshake.RANDOM)
    return chip.ram.seller_random


def prove(chip: "Chip", data: bytes) -> bytes:
    """SELLER_PROVE: the seller's random 8 and proof 8 -> INFO and our proof 8; once a random of ours."""
    ours, chip.ram.seller_random = chip.ram.seller_random, None
    if ours is None:
        raise StatusWord(NOT_ALLOWED)
    cells = chip.cells
    key = handshake.seller_key(cells.order_key if cells.issue else cells.transport)
    theirs = data[: handshake.RANDOM]
    if not compare_digest(handshake.seller_proof(key, theirs, ours), data[handshake.RANDOM :]):
        raise StatusWord(WRONG_MAC)
    chip.ram.session = SellerSession(handshake.session_key(key, theirs, ours))
    held = info(chip, b"")
    return held + handshake.chip_proof(key, theirs, ours, held)


def heard(chip: "Chip", data: bytes) -> bytes:
    """SELLER_HEARD: the seller's next question and its MAC 4. A wrong MAC ends the session: a guess costs a session."""
    session = _running(chip)
    number, message, mac = session.number + 1, data[: -handshake.MAC], data[-handshake.MAC :]
    if not compare_digest(handshake.message_mac(session.key, handshake.QUESTION, number, message), mac):
        chip.ram.session = None
        raise StatusWord(WRONG_MAC)
    session.number, session.answered = number, False
    return b""


def sealed(chip: "Chip", data: bytes) -> bytes:
    """SELLER_SEALED: the device's answer to the question heard last -> its MAC 4; once a question."""
    return _answer(chip, handshake.ANSWER, data)


def sealed_report(chip: "Chip", data: bytes) -> bytes:
    """SELLER_REPORT: as REPORT, and a MAC 4 that the processor cannot get for words of its own; once a question."""
    packed = report(chip, data)
    return packed + _answer(chip, handshake.REPORT, packed)


def leave(chip: "Chip", data: bytes) -> bytes:
    """SELLER_LEAVE: no session any more."""
    chip.ram.session = chip.ram.seller_random = None
    return b""


def _answer(chip: "Chip", sort: int, message: bytes) -> bytes:
    session = _running(chip)
    if session.answered:
        raise StatusWord(NOT_ALLOWED)
    session.answered = True
    return handshake.message_mac(session.key, sort, session.number, message)


def _running(chip: "Chip") -> SellerSession:
    if chip.ram.session is None:
        raise StatusWord(NOT_ALLOWED)
    return chip.ram.session
