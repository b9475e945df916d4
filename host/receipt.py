# receipt.py - eight digits that a customer reads out: the chip's own word on its last order
"""Shared by the simulated chip, which makes them, and the seller, who compares them (docs/esam.md, RECEIPT)."""

from wattkey_host.crypto import cmac

PREFIX = b"\x37"  # no report begins with it, and nothing else is under the report key
DIGITS = 8


def receipt_digits(report_key: bytes, card: bytes, order: int, state: int, count: int) -> str:
    """The digits under the report key (16 bytes) of a card (8 bytes): of its order, the order's state (its index in
    wattkey.info.STATES) and count. 32 bits of the MAC, taken modulo 100,000,000."""
    said = card + order.to_bytes(4, "big") + bytes([state]) + count.to_bytes(4, "big")
    return f"{int.from_bytes(cmac(report_key, PREFIX + said)[:4], 'big') % 10**DIGITS:0{DIGITS}}"
