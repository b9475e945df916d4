# test_drive_uf2.py - what the boot ROM makes of our UF2, whole and interrupted, and which firmware is refused
import functools
import struct

import pytest

from fakes.bootrom import FLASH_AT, FLASH_BYTES, PAGE, BootRom, firmware, plain_uf2, second_stage
from wattkey_host.drive import uf2
from wattkey_host.drive.fat import image
from wattkey_host.drive.uf2 import BadUf2, pack, unpack

FILES = {"/code.py": b"print(1)\n" * 900, "/mail/card.json": b" " * 4096}
DRIVE = 0x100000  # in the flash
VIRGIN = b"\xff" * FLASH_BYTES
CUTS = 64  # blocks


def flash(firmware_uf2, drive):
    """What the flash should hold, straight from the parts."""
    memory = bytearray(VIRGIN)
    for at in range(0, len(firmware_uf2), 512):
        address = struct.unpack_from("<I", firmware_uf2, at + 12)[0] - FLASH_AT
        memory[address : address + PAGE] = firmware_uf2[at + 32 : at + 32 + PAGE]
    memory[DRIVE : DRIVE + len(drive)] = drive
    return bytes(memory)


@functools.cache
def old():
    """A board in use: other firmware, other files, something in every free cluster and in the nvm."""
    memory = bytearray(flash(firmware(0x33, 300), image({"/old.txt": b"x" * 9000})))
    memory[0xFF000:DRIVE] = b"nvm." * 1024
    memory[DRIVE + 0x80000 :] = b"\x5a" * (FLASH_BYTES - DRIVE - 0x80000)
    return bytes(memory)


PARTS = {"firmware and drive": firmware(), "firmware of whole sectors": firmware(pages=31), "drive alone": b""}
each_part = pytest.mark.parametrize("under", PARTS.values(), ids=PARTS)
each_board = pytest.mark.parametrize("before", [VIRGIN, None], ids=["virgin", "in use"])


@each_part
@each_board
def test_every_page_is_in_the_flash_and_the_board_starts_anew(under, before):
    whole = image(FILES)
    rom = BootRom(before or old()).drag(pack(whole, under))
    wanted = flash(under, whole)
    assert rom.done
    written = {address - FLASH_AT for address, _ in unpack(pack(whole, under))}
    assert [at for at in written if rom.flash[at : at + PAGE] != wanted[at : at + PAGE]] == []
    left_out = set(range(0, len(VIRGIN), PAGE)) - written
    assert {wanted[at : at + PAGE] for at in left_out} == {b"\xff" * PAGE}
    assert rom.starts == bool(under or before is None)


@each_part
def test_what_is_not_ours_stays(under):
    made = pack(image(FILES), under)
    rom = BootRom(old()).drag(made)
    touched = {(address - FLASH_AT) // 4096 for address, _ in unpack(made)}
    assert 0xFF not in touched  # the nvm
    kept = [slice(4096 * n, 4096 * n + 4096) for n in range(512) if n not in touched]
    assert [place for place in kept if rom.flash[place] != old()[place]] == []


@each_board
def test_an_interrupted_drag_leaves_the_board_in_its_boot_drive(before):
    made = pack(image(FILES), firmware())
    count = len(made) // 512
    for blocks in [1, 2, 15, 16, 17, *range(CUTS, count, CUTS), count - 1]:
        rom = BootRom(before or old()).drag(made, blocks)
        assert (rom.done, rom.starts) == (False, False), blocks
        assert rom.drag(made).starts  # the same file once more, in the same visit
    assert BootRom(before or old()).drag(made).starts


def test_a_drive_alone_that_was_interrupted_has_no_boot_sector_so_circuitpython_makes_a_new_one():
    made = pack(image(FILES))
    for blocks in range(1, len(made) // 512, CUTS):
        rom = BootRom(old()).drag(made, blocks)
        assert rom.starts
        assert rom.flash[DRIVE : DRIVE + PAGE] == b"\xff" * PAGE
    assert BootRom(old()).drag(made).flash[DRIVE : DRIVE + PAGE] == image(FILES)[:PAGE]


def test_a_plain_file_of_these_parts_would_not_survive():
    """The model can tell: numbered one after the other, over a sector's end, as most tools do, pages are wiped."""
    pages = dict(unpack(firmware())) | {DRIVE + FLASH_AT + n: image(FILES)[n : n + PAGE] for n in range(0, 16384, PAGE)}
    rom = BootRom(old()).drag(plain_uf2(pages))
    assert rom.done
    assert [address for address, page in pages.items() if rom.flash[address - FLASH_AT :][:PAGE] != page]


def test_every_block_has_its_magic_number_family_and_place():
    made = pack(image(FILES), firmware())
    count = len(made) // 512
    assert count % 16 == 0
    for at in range(count):
        head = struct.unpack_from("<8I", made, 512 * at)
        assert (head[0], head[1], head[7]) == (0x0A324655, 0x9E5D5157, 0xE48BFF56)
        assert head[2] == 0x2000  # the last word of the head is a family
        assert head[4:7] == (256, (at + 1) % count, count)
        assert head[3] // PAGE % 16 == head[5] % 16
        assert made[512 * at + 508 : 512 * at + 512] == struct.pack("<I", 0x0AB16F30)


def test_only_sectors_in_use_are_written():
    addresses = sorted(address for address, _ in unpack(pack(image(FILES))))
    used = 3 + 1 + 2 + 1  # boot sector, FAT, root; the folder, 8,100 bytes, 4,096 bytes
    assert addresses == [0x10100000 + 256 * n for n in range(16 * used)]


def test_a_drive_inside_the_firmware_is_replaced_by_ours():
    with_another = pack(image({"/other.py": b"x"}), firmware())
    assert pack(image(FILES), with_another) == pack(image(FILES), firmware())


PAGES = {FLASH_AT: second_stage(1)}
REFUSED = {
    "Pico W": (
        {**PAGES, 0x100FF000: b"\1" * PAGE, 0x10100000: b"\1" * PAGE},
        {},
        "such as the Pico W",
    ),
    "RAM": ({0x20000000: b"\1" * PAGE}, {}, "no second stage"),
    "below the flash": ({0: b"\1" * PAGE}, {}, "for another board"),
    "RP2350": (PAGES, {"family": 0xE48BFF59}, "for another chip"),
    "no second stage": ({FLASH_AT: b"\1" * PAGE}, {}, "no second stage"),
    "not for the main flash": (PAGES, {"flags": 0x2001}, "not a page of the flash"),
    "between two pages": ({FLASH_AT + 16: b"\1" * PAGE}, {}, "not a page of the flash"),
}


@pytest.mark.parametrize(("pages", "more", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_firmware_for_something_else_is_refused_in_words(pages, more, reason):
    with pytest.raises(BadUf2, match=reason):
        pack(image(FILES), plain_uf2(pages, **more))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda good: good[:-1], "whole number"),
        (lambda good: b"X" + good[1:], "block 0 is none"),
        (lambda good: good[:508] + b"XXXX" + good[512:], "block 0 is none"),
        (lambda good: good[:16] + b"\xff\xff\0\0" + good[20:], "block 0 is not a page"),
    ],
)
def test_what_is_no_uf2_is_refused(spoil, reason):
    with pytest.raises(BadUf2, match=reason):
        unpack(spoil(pack(image(FILES))))


def test_the_checksum_of_the_second_stage_is_the_boot_roms():
    assert uf2.starts(second_stage(7))
    assert not uf2.starts(second_stage(7)[:-1] + b"\0")
    assert not uf2.starts(b"")
