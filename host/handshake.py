# handshake.py - the seller's session with a chip: who is who, and the MACs under which both then speak
"""Mutual authentication over fresh randoms of both sides, and the key of the session that it opens (docs/esam.md).

Shared by the simulated chip and the seller's terminal, as host/crypto.py is; never on the device. Values are most
significant byte first.
"""

from wattkey_host.crypto import cmac

QUESTION, ANSWER, REPORT = 0x34, 0x35, 0x36  # whose word a MAC stands for: the seller's, the device's, the chip's own
RANDOM = 8
PROOF = 8
MAC = 4
_LABEL = b"\x30WattKey seller"  # no document begins with 30H, so no document's MAC is ever this key


def seller_key(base: bytes) -> bytes:
    """The key that seller and chip share: of an issued card from its order key, of a blank chip from its transport key.

    A terminal that knows it can talk to this one card, and can make no order for it.
    """
    return cmac(base, _LABEL)


def seller_proof(key: bytes, ours: bytes, theirs: bytes) -> bytes:
    """What the seller sends: it knows the key, now. `ours` is the seller's random, `theirs` the chip's."""
    return cmac(key, b"\x31" + ours + theirs)[:PROOF]


def chip_proof(key: bytes, ours: bytes, theirs: bytes, info: bytes) -> bytes:
    """What the chip answers: it knows the key too, and `info` is what it holds. Randoms named as for the seller."""
    return cmac(key, b"\x32" + ours + theirs + info)[:PROOF]


def session_key(key: bytes, ours: bytes, theirs: bytes) -> bytes:
    """The key of this one session. Randoms named as for the seller."""
    return cmac(key, b"\x33" + ours + theirs)


def message_mac(session: bytes, sort: int, number: int, message: bytes) -> bytes:
    """The MAC (4 bytes) of question `number` (from 1) or of its answer; `sort` says whose word it is."""
    return cmac(session, bytes([sort]) + number.to_bytes(4, "big") + message)[:MAC]
