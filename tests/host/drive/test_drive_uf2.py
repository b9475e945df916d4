# test_drive_uf2.py - UF2 blocks: where they go, in which order, and what is no UF2
import struct

import pytest

from wattkey_host.drive.fat import image
from wattkey_host.drive.uf2 import BadUf2, pack, unpack

FILES = {"/code.py": b"print(1)\n" * 900, "/mail/card.json": b" " * 4096}


def flash(uf2):
    """The drive's part of the flash after these blocks were written to an erased chip."""
    memory = bytearray(b"\xff" * (1 << 20))
    for at in range(0, len(uf2), 512):
        address, size = struct.unpack_from("<II", uf2, at + 12)
        memory[address - 0x10100000 : address - 0x10100000 + size] = uf2[at + 32 : at + 32 + size]
    return bytes(memory)


def test_the_flash_holds_the_image():
    whole = image(FILES)
    assert flash(pack(whole)) == whole


def test_every_block_has_its_magic_number_family_and_place():
    made = pack(image(FILES))
    count = len(made) // 512
    for number in range(count):
        head = struct.unpack_from("<8I", made, 512 * number)
        assert (head[0], head[1], head[7]) == (0x0A324655, 0x9E5D5157, 0xE48BFF56)
        assert head[2] == 0x2000  # the last word of the head is a family
        assert head[4:7] == (256, number, count)
        assert made[512 * number + 508 : 512 * number + 512] == struct.pack("<I", 0x0AB16F30)


def test_only_whole_erase_sectors_are_written_and_free_clusters_are_not():
    addresses = [address for address, _ in unpack(pack(image(FILES)))]
    used = 3 + 1 + 2 + 1  # boot sector, FAT, root; the folder, 8,100 bytes, 4,096 bytes
    assert addresses == [0x10100000 + 256 * n for n in range(16 * used)]


def test_the_firmware_comes_first_in_one_numbering():
    firmware = pack(b"\1" * 4096).replace(struct.pack("<I", 0x10100000), struct.pack("<I", 0x10000000), 1)
    assert unpack(pack(image(FILES), firmware)) == [(0x10000000, b"\1" * 256), *unpack(pack(image(FILES)))]


def test_a_drive_inside_the_firmware_is_replaced_by_ours():
    assert pack(image(FILES), pack(b"\1" * 4096)) == pack(image(FILES))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda good: good[:-1], "whole number"),
        (lambda good: b"X" + good[1:], "block 0 is none"),
        (lambda good: good[:508] + b"XXXX" + good[512:], "block 0 is none"),
        (lambda good: good[: 512 + 28] + b"\x59\xff\x8b\xe4" + good[512 + 32 :], "block 1 is for another chip"),
        (lambda good: good[:16] + b"\xff\xff\0\0" + good[20:], "block 0 is none"),
    ],
)
def test_what_is_no_uf2_for_this_chip_is_refused(spoil, reason):
    with pytest.raises(BadUf2, match=reason):
        unpack(spoil(pack(image(FILES))))
