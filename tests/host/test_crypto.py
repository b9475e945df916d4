# test_crypto.py - the ciphers against published vectors and hand-made constructions
"""SM4 against GB/T 32907; CMAC, PBOC MAC and dispersion against their definitions, block by block."""

import pytest

from wattkey_host.crypto import cipher8, cmac, decipher, disperse, encipher, mac4, meter_factor, pad, transport_pair

KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
CIPHER = bytes.fromhex("681EDF34D206965E86B3E94F536E4246")


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def test_sm4_one_block():
    assert encipher(KEY, KEY) == CIPHER
    assert decipher(KEY, CIPHER) == KEY


def test_sm4_a_million_times():
    """GB/T 32907, example 2. Zeros in CBC under IV = plain text are the iteration, at the speed of one call."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415

    engine = Cipher(algorithms.SM4(KEY), modes.CBC(KEY)).encryptor()
    assert engine.update(bytes(16_000_000))[-16:] == bytes.fromhex("595298C7C6FD271F0402F804C33D3F66")


def test_blocks_are_enciphered_one_by_one():
    assert encipher(KEY, KEY * 3) == CIPHER * 3
    assert decipher(KEY, CIPHER * 2) == KEY * 2


@pytest.mark.parametrize(
    ("length", "padding"), [(0, "80" + 15 * "00"), (1, "80" + 14 * "00"), (15, "80"), (16, "80" + 15 * "00")]
)
def test_padding_is_always_there(length, padding):
    data = b"x" * length
    assert pad(data) == data + bytes.fromhex(padding)


def double(block):
    """Multiplication by x in GF(2^128), as RFC 4493 derives its subkeys."""
    number = int.from_bytes(block, "big") << 1
    if number >> 128:
        number = number & ((1 << 128) - 1) ^ 0x87
    return number.to_bytes(16, "big")


def cmac_by_hand(key, data):
    """RFC 4493, 2.4, with SM4 in the place of AES."""
    k1 = double(encipher(key, bytes(16)))
    k2 = double(k1)
    blocks = [data[i : i + 16] for i in range(0, len(data), 16)] or [b""]
    last = blocks.pop()
    last = xor(last, k1) if len(last) == 16 else xor((last + b"\x80").ljust(16, b"\0"), k2)
    state = bytes(16)
    for block in [*blocks, last]:
        state = encipher(key, xor(state, block))
    return state


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 31, 32, 37, 40, 64, 98, 117])
@pytest.mark.parametrize("key", [KEY, bytes(16), bytes(range(100, 116))])
def test_cmac_is_rfc_4493_over_sm4(key, length):
    data = bytes((7 * i + 3) & 0xFF for i in range(length))
    assert cmac(key, data) == cmac_by_hand(key, data)


def test_both_subkeys_took_the_carry_somewhere():
    """Among the keys above are subkeys with and without the reduction by 87H."""
    carries = {encipher(key, bytes(16))[0] >> 7 for key in (KEY, bytes(16), bytes(range(100, 116)))}
    assert carries == {0, 1}


def test_mac4_of_one_block():
    header, data, random = bytes.fromhex("04D6860010"), bytes.fromhex("00002710"), bytes.fromhex("11223344")
    block = bytes.fromhex("15F4B544" + "10" + "00002710" + "80000000000000")
    assert mac4(KEY, random, header, data) == encipher(KEY, block)[:4]


def test_mac4_of_the_run_file_has_a_block_of_padding():
    header, data, random = bytes.fromhex("04D6860437"), bytes(range(43)), b"\xff\0\xff\0"
    state = random + bytes(12)
    message = header + data + b"\x80" + bytes(15)
    for i in range(0, 64, 16):
        state = encipher(KEY, xor(state, message[i : i + 16]))
    assert mac4(KEY, random, header, data) == state[:4]


def test_cipher8_is_the_left_half_of_the_padded_block():
    assert cipher8(KEY, b"12345678") == encipher(KEY, b"12345678" + b"\x80" + bytes(7))[:8]


def test_dispersion_is_factor_and_its_complement():
    factor = meter_factor(bytes.fromhex("000000123456"))
    assert factor == bytes.fromhex("0000000000123456")
    assert disperse(KEY, factor) == encipher(KEY, bytes.fromhex("0000000000123456FFFFFFFFFFEDCBA9"))


def test_the_transport_pair():
    assert transport_pair(KEY) == (encipher(KEY, b"\1" * 16), encipher(KEY, b"\2" * 16))
