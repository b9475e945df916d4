# crypto.py - the ciphers of meter, card and host: SM4 in the place of SM1
"""SM1 is unpublished and lives only in chips; SM4 (GB/T 32907) has the same block and key size.

Everything here is 16-byte keys and most-significant-byte-first values. Shared by the simulated
chips and the vending host; never on the device, whose ESAM keeps the keys.
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

BLOCK = 16
# A TEST KEY: public, guards nothing, and must never reach a chip that holds money. Simulated chips leave their factory
# under it, and a shop expects it of its chips until it is told another.
FACTORY_KEY = b"WattKey TEST KEY"
# Headers (CLA INS P1 P2 Lc) that the MACs of a meter's secure element cover: State Grid fee control, docs/esam.md.
LOAD_HEADER = bytes.fromhex("8432010C0C")  # amount and count into the wallet
CUSTOMER_HEADER = bytes.fromhex("04D682240A")  # customer number at offset 36 of file 82
CONTROL_HEADER = bytes.fromhex("04D6880014")  # relay command into file 88
READ_HEADER = bytes.fromhex("04D686")  # secure read: offset and Lc follow
STATUS_HEADER = READ_HEADER + b"\x00\x10"  # amount or count of 078102FF
RUN_HEADER = READ_HEADER + b"\x04\x37"  # 43 bytes of the run file, from its offset 4 on (078001FF)


def encipher(key: bytes, data: bytes) -> bytes:
    """SM4 in ECB mode over whole blocks."""
    engine = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # single blocks
    return engine.update(data) + engine.finalize()


def decipher(key: bytes, data: bytes) -> bytes:
    """The inverse of `encipher`."""
    engine = Cipher(algorithms.SM4(key), modes.ECB()).decryptor()
    return engine.update(data) + engine.finalize()


def pad(data: bytes) -> bytes:
    """ISO 7816-4: always 80H, then zeros up to the end of the block."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def cipher8(key: bytes, value: bytes) -> bytes:
    """The 8-byte cipher of an 8-byte random (070000FF, 078003FF): left half of the padded block [inferred]."""
    return encipher(key, pad(value))[:8]


def mac4(key: bytes, random4: bytes, header: bytes, data: bytes) -> bytes:
    """PBOC MAC: CBC over header and data, IV = a 4-byte random zero-padded; the leftmost 4 bytes."""
    engine = Cipher(algorithms.SM4(key), modes.CBC(random4.ljust(BLOCK, b"\0"))).encryptor()
    return (engine.update(pad(header + data)) + engine.finalize())[-BLOCK:][:4]


def disperse(key: bytes, factor: bytes) -> bytes:
    """The key of one meter or card: E(K, f || NOT f) for an 8-byte dispersion factor f."""
    return encipher(key, factor + bytes(~b & 0xFF for b in factor))


def cmac(key: bytes, data: bytes) -> bytes:
    """The 16-byte SM4-CMAC under which documents travel."""
    engine = CMAC(algorithms.SM4(key))
    engine.update(data)
    return engine.finalize()


def meter_factor(meter: bytes) -> bytes:
    """The dispersion factor of a meter: 00 00 and its number (6 BCD bytes)."""
    return b"\0\0" + meter


def transport_pair(transport: bytes) -> tuple[bytes, bytes]:
    """(enciphering key, MAC key) under which an issue document reaches one chip."""
    return encipher(transport, b"\x01" * BLOCK), encipher(transport, b"\x02" * BLOCK)
