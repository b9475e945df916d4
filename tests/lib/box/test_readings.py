# test_readings.py - the slots of /mail/readings.json: what is written is read back, what is torn is unknown
import binascii
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.drive import FakeDrive
from wattkey import orders
from wattkey.box import NOTHING, POLLING, readings
from wattkey.box.boxmeter import READ, REFUSED, SILENT, SPEEDS, UNSURE, BoxMeter
from wattkey.box.packed import BATCH, join, pack, unpack, words
from wattkey.strictjson import loads

ATTRIBUTES = BoxMeter.__slots__


def folder(content):
    """A drive with that file of readings."""
    return FakeDrive({readings.FILE: content})


def meter(number=1, standard=1997, values=(600_00, 100_00, 200_00, 300_00), state=READ):
    entry = BoxMeter(bytes.fromhex(f"{number:012d}"), standard, 1200)
    entry.values, entry.state, entry.pass_number = tuple(values), state, 7
    return entry


def same(one, other):
    return [getattr(one, name) for name in ATTRIBUTES] == [getattr(other, name) for name in ATTRIBUTES]


def record_of(number, first, entries, then):
    """What boot.py gets."""
    return join(number, first, [pack(entry)[0] for entry in entries], then)


def slot_of(number, entry):
    return readings.slot(number, pack(entry))


def back_from(number, raw):
    """The meter in a slot, None for an empty one."""
    kept = readings.kept_in(number, raw)
    return kept and unpack(*kept)


def second(line):
    """What comes out of slot 2 with this line in it, whose check is right."""
    check = f"{binascii.crc32(f'2 {line}'.encode()):08X}"
    raw = f',"2": "{line} {check}"\n'.encode().ljust(readings.SLOT)
    content = readings.empty()
    file = content[: readings.SLOT] + raw + content[2 * readings.SLOT :]
    return list(readings.each(folder(file)))[1]


def file_of(*entries):
    """The file after these, eight at a time, went the way that boot.py takes."""
    content = readings.empty()
    for first in range(0, len(entries), BATCH):
        record = record_of(7, first + 1, list(entries[first : first + BATCH]), POLLING)
        content = put(content, record)
    return content


def put(content, record):
    start = readings.start_of(record)
    end = start + readings.SECTOR
    return content[:start] + readings.sector(record, content[start:end]) + content[end:]


@st.composite
def entries(draw):
    standard = draw(st.sampled_from((1997, 2007)))
    count = draw(st.sampled_from((0, 1, 4, 5) if standard == 1997 else range(6)))
    values = draw(st.lists(st.none() | st.integers(0, 99999999), min_size=count, max_size=count))
    entry = meter(draw(st.integers(0, 10**12 - 1)), standard, values, draw(st.sampled_from((READ, SILENT, UNSURE))))
    entry.baud = draw(st.sampled_from(SPEEDS))
    entry.pass_number = draw(st.integers(1, 2**32 - 1))
    entry.since = draw(st.integers(0, min(entry.pass_number, 2**24 - 1)))
    entry.exchanged = draw(st.booleans())
    entry.thrifty = draw(st.booleans())
    entry.preamble = draw(st.sampled_from((0, 4))) if entry.thrifty else 4
    return entry


@given(entries(), st.integers(1, 64))
def test_a_meter_comes_back_from_its_slot_and_from_its_packed_form(entry, number):
    assert same(back_from(number, slot_of(number, entry)), entry)
    record = record_of(entry.pass_number, number, [entry], NOTHING)
    first, pass_number, back = readings.split(record)
    assert first == number
    assert same(unpack(back[0], pass_number), entry)
    assert len(slot_of(number, entry)) == readings.SLOT


def test_the_mailbox_passes_over_it():
    assert not orders.is_document(readings.FILE)
    assert orders.is_document("/mail/readings2.json")


def test_the_empty_file_is_json_of_its_size_and_says_nothing():
    content = readings.empty()
    assert len(content) == 16384
    assert json.loads(content) == loads(content) == {"wattkey": 1, "type": "readings"}
    assert readings.load(folder(content)) == []


@pytest.mark.parametrize("count", [1, 8, 9, 17, 63, 64])
def test_a_box_of_any_size_is_json_and_is_loaded(count):
    meters = [meter(number, (1997, 2007)[number % 2]) for number in range(1, count + 1)]
    content = file_of(*meters)
    assert len(content) == readings.SIZE
    assert list(loads(content)) == ["wattkey", "type", *map(str, range(1, count + 1))]
    assert all(same(*pair) for pair in zip(readings.load(folder(content)), meters, strict=True))


def test_a_line_says_it_all_to_a_person():
    silent = meter(123456, 2007, (12345_67, None), SILENT)
    assert words(*pack(silent)) == "000000123456 2007 1200 fe? silent 7 12345.67 -"
    silent.pass_number, silent.since, silent.exchanged = 9, 2, True
    assert words(*pack(silent)) == "000000123456 2007 1200 fe? silent exchanged 9/7 12345.67 -"
    silent.thrifty, silent.preamble = True, 0
    assert words(*pack(silent)).split()[3] == "fe0"


def test_sixty_four_meters_travel_eight_at_a_time():
    record = record_of(2**32 - 1, 57, [meter(n) for n in range(57, 65)], POLLING)
    assert len(record) <= 240


@pytest.mark.parametrize("at", range(0, 4096, 777))
def test_a_sector_torn_at_any_byte_costs_its_own_slots_only(at):
    content = file_of(*[meter(number) for number in range(1, 65)])
    torn = content[: 4096 + at] + b"\xff" * (4096 - at) + content[8192:]
    found = readings.slots(folder(torn))
    whole = at // 256
    assert [entry is not None for entry in found] == [True] * (16 + whole) + [False] * (16 - whole) + [True] * 32
    # and the next readings put it right again
    mended = put(torn, record_of(8, 25, [meter(n) for n in range(25, 33)], POLLING))
    assert len(loads(mended)) == 2 + 48 + whole + 8 - max(0, whole - 8)


@pytest.mark.parametrize("damage", [b"\xff" * 256, b"x" * 256, b"", b'{"1": "', b"\0" * 256])
def test_what_is_no_slot_is_told(damage):
    with pytest.raises(ValueError, match=r"\w"):
        readings.kept_in(2, damage) if damage else readings.kept_in(1, damage)


@given(entries(), st.integers(0, 255), st.integers(0, 7))
def test_a_turned_bit_is_never_read_as_another_value(entry, at, bit):
    raw = bytearray(slot_of(5, entry))
    raw[at] ^= 1 << bit
    try:
        back = back_from(5, bytes(raw))
    except ValueError:
        return
    assert back is None or same(back, entry)


@pytest.mark.parametrize("record", [b"", b"\x09", b"\x09" * 36, record_of(1, 64, [meter(), meter(2)], POLLING)])
def test_what_is_no_packed_reading_is_refused(record):
    with pytest.raises((ValueError, IndexError)):
        readings.split(record)


@pytest.mark.parametrize(
    "line",
    [
        "000000123456 1998 1200 fe0 read 7",
        "000000123456 1997 300 fe0 read 7",
        "000000123456 1997 1200 fe9 read 7",
        "000000123456 1997 1200 fe0 asleep 7",
        "000000123456 1997 1200 fe0 read 4294967296",
        "000000123456 1997 1200 fe0 read -1",
        "000000123456 1997 1200 fe0 silent 7/8",
        "000000123456 1997 1200 fe0 silent 7/-1",
        "000000123456 1997 1200 fe0 swapped 7",
        "000000123456 2007 1200 fe0 read 7 42949672.95",
        "000000123456 2007 1200 fe0 read 7 1.00 1.00 1.00 1.00 1.00 1.00",
        "000000123456",
    ],
)
def test_a_whole_line_of_what_no_meter_is_counts_as_an_empty_slot(line):
    """Somebody's own file, or another version's: once it ended the flow with P09."""
    assert second("000000123456 1997 1200 fe0 read 7") is not None
    assert second(line) is None


def test_a_refusing_meter_without_a_standard_has_a_line_too():
    unknown = BoxMeter(bytes.fromhex("000000000009"))
    unknown.state, unknown.pass_number = REFUSED, 3
    assert same(back_from(64, slot_of(64, unknown)), unknown)


def test_no_more_than_a_slot_of_the_file_is_in_memory_at_once():
    """On the board not even 1 KB in one piece is always to be had beside a flow."""
    drive, asked = folder(file_of(*[meter(n) for n in range(1, 65)])), []
    read = drive.read
    drive.read = lambda name, limit, start: asked.append(limit) or read(name, limit, start)
    assert len(readings.load(drive)) == 64
    assert max(asked) <= readings.SLOT
