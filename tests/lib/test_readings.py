# test_readings.py - the slots of /mail/readings.json: what is written is read back, what is torn is unknown
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.drive import FakeDrive
from wattkey import batch, orders, readings
from wattkey.box import READ, REFUSED, SILENT, SPEEDS, UNSURE, Entry
from wattkey.dlt645.registers import rates_1997, rates_2007
from wattkey.strictjson import loads

ATTRIBUTES = Entry.__slots__


def folder(content):
    """A drive with that file of readings."""
    return FakeDrive({readings.FILE: content})


def meter(number=1, standard=1997, values=(600_00, 100_00, 200_00, 300_00), state=READ):
    entry = Entry(bytes.fromhex(f"{number:012d}"), standard, 1200)
    entry.names = (rates_1997 if standard == 1997 else rates_2007)(len(values)) if values else ()
    entry.values, entry.state, entry.turn = tuple(values), state, 7
    return entry


def same(one, other):
    return [getattr(one, name) for name in ATTRIBUTES] == [getattr(other, name) for name in ATTRIBUTES]


def pack(turn, first, entries, goes_on):
    """What boot.py gets."""
    return batch.join(turn, first, [batch.packed(entry) for entry in entries], goes_on)


def file_of(*entries):
    """The file after these, eight at a time, went the way that boot.py takes."""
    content = readings.empty()
    for first in range(0, len(entries), batch.MOST):
        record = pack(7, first + 1, list(entries[first : first + batch.MOST]), True)
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
    entry.turn = draw(st.integers(1, 2**32 - 1))
    entry.thrifty = draw(st.booleans())
    entry.preamble = draw(st.sampled_from((0, 4))) if entry.thrifty else 4
    return entry


@given(entries(), st.integers(1, 64))
def test_a_meter_comes_back_from_its_slot_and_from_its_packed_form(entry, number):
    assert same(readings.entry_of(number, readings.slot(number, entry)), entry)
    record = pack(entry.turn, number, [entry], False)
    first, back = batch.unpack(record)
    assert first == number
    assert same(back[0], entry)
    assert len(readings.slot(number, entry)) == readings.SLOT


def test_the_mailbox_passes_over_it():
    assert readings.FILE in orders.NO_ORDERS


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
    assert batch.words(silent) == "000000123456 2007 1200 fe? silent 7 12345.67 -"
    silent.thrifty, silent.preamble = True, 0
    assert batch.words(silent).split()[3] == "fe0"


def test_sixty_four_meters_travel_eight_at_a_time():
    record = pack(2**32 - 1, 57, [meter(n) for n in range(57, 65)], True)
    assert len(record) <= 240


@pytest.mark.parametrize("at", range(0, 4096, 777))
def test_a_sector_torn_at_any_byte_costs_its_own_slots_only(at):
    content = file_of(*[meter(number) for number in range(1, 65)])
    torn = content[: 4096 + at] + b"\xff" * (4096 - at) + content[8192:]
    found = readings.slots(folder(torn))
    whole = at // 256
    assert [entry is not None for entry in found] == [True] * (16 + whole) + [False] * (16 - whole) + [True] * 32
    # and the next readings put it right again
    mended = put(torn, pack(8, 25, [meter(n) for n in range(25, 33)], True))
    assert len(loads(mended)) == 2 + 48 + whole + 8 - max(0, whole - 8)


@pytest.mark.parametrize("damage", [b"\xff" * 256, b"x" * 256, b"", b'{"1": "', b"\0" * 256])
def test_what_is_no_slot_is_told(damage):
    with pytest.raises(ValueError, match=r"\w"):
        readings.entry_of(2, damage) if damage else readings.entry_of(1, damage)


@given(entries(), st.integers(0, 255), st.integers(0, 7))
def test_a_turned_bit_is_never_read_as_another_value(entry, at, bit):
    raw = bytearray(readings.slot(5, entry))
    raw[at] ^= 1 << bit
    try:
        back = readings.entry_of(5, bytes(raw))
    except ValueError:
        return
    assert back is None or same(back, entry)


@pytest.mark.parametrize("record", [b"", b"\x09", b"\x09" * 36, pack(1, 64, [meter(), meter(2)], True)])
def test_what_is_no_packed_reading_is_refused(record):
    with pytest.raises((ValueError, IndexError)):
        batch.unpack(record)


def test_a_refusing_meter_without_a_standard_has_a_line_too():
    unknown = Entry(bytes.fromhex("000000000009"))
    unknown.state, unknown.turn = REFUSED, 3
    assert same(readings.entry_of(64, readings.slot(64, unknown)), unknown)


def test_no_more_than_a_slot_of_the_file_is_in_memory_at_once():
    """On the board not even 1 KB in one piece is always to be had beside a flow."""
    drive, asked = folder(file_of(*[meter(n) for n in range(1, 65)])), []
    read = drive.read
    drive.read = lambda name, limit, start: asked.append(limit) or read(name, limit, start)
    assert len(readings.load(drive)) == 64
    assert max(asked) <= readings.SLOT
