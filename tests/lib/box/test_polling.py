# test_polling.py - the meters of a pass: what is taken from the file of the readings, what is left to be read
import pytest

from wattkey.box import POLLING
from wattkey.box.boxmeter import READ, SILENT, BoxMeter
from wattkey.box.known import Filling
from wattkey.box.packed import SLOTS, pack
from wattkey.box.polling import Pass
from wattkey.box.readings import split


def listed(*numbers):
    return [BoxMeter(bytes.fromhex(f"{number:012d}")) for number in numbers]


def tried(number, number_of_pass, state=READ):
    (entry,) = listed(number)
    entry.standard, entry.baud, entry.state, entry.pass_number = 1997, 1200, state, number_of_pass
    entry.values = (number * 400, number * 100, number * 100, number * 200)
    return entry


def learned(made, slots, meters, record=b""):
    """Whether list and file were taken in; slots that `slots` does not name are empty."""
    filling = Filling(made, meters, record)
    kept = {slot: pack(entry) for slot, entry in slots.items()}
    return all(filling.learn(slot, kept.get(slot)) for slot in range(1, SLOTS + 1))


def polling(slots, *numbers):
    made = Pass()
    assert learned(made, slots, listed(*numbers))
    return made


def test_nothing_is_known_at_first():
    made = polling({}, 1, 2, 3)
    assert (made.count, made.number) == (3, 0)
    made.number = 1
    assert made.left() == [1, 2, 3]
    assert (made.meter(2).address, made.meter(2).standard, made.meter(2).searched) == (b"\0\0\0\0\0\2", 0, 0)


def test_a_pass_goes_on_with_what_it_has_not_tried():
    made = polling({1: tried(1, 5), 2: tried(2, 5, SILENT), 3: tried(3, 4)}, 1, 2, 3, 4)
    assert (made.number, made.left(), made.failed()) == (5, [3, 4], 1)
    known = made.meter(3)
    assert (known.values, known.standard, known.pass_number, known.searched) == ((1200, 300, 300, 600), 1997, 4, 4)
    made.keep(3, known, True)
    assert (made.left(), known.pass_number) == ([4], 5)


def test_a_meter_that_has_moved_in_the_list_is_read_anew_with_what_is_known_of_it():
    made = polling({1: tried(1, 5), 2: tried(2, 5)}, 2, 1)
    assert (made.number, made.left()) == (5, [1, 2])
    assert made.meter(1).standard == 1997
    assert made.meter(1).searched == 5


@pytest.mark.parametrize(("own", "old"), [(1, 5), (2, 1)])
def test_its_own_slot_counts_more_than_an_old_one(own, old):
    """Else a shorter list in another order would be read without end."""
    before = [9] * (own - 1)
    assert own not in polling({own: tried(5, 7), old: tried(5, 6)}, *before, 5).left()


def test_what_boot_py_was_given_must_be_in_the_file():
    slots = {1: tried(1, 5), 2: tried(2, 5)}
    handed = polling(slots, 1, 2).record(1, 2, POLLING)
    assert split(handed) == (1, 5, [pack(tried(1, 5))[0], pack(tried(2, 5))[0]])
    assert learned(Pass(), slots, listed(1, 2), handed)
    for lost in ({1: tried(1, 5)}, {1: tried(1, 5), 2: tried(2, 4)}, {1: tried(1, 5), 2: tried(2, 5, SILENT)}):
        assert not learned(Pass(), lost, listed(1, 2), handed)


def test_without_a_list_the_meters_are_those_of_the_file_each_once():
    made = Pass()
    assert learned(made, {1: tried(7, 3), 2: tried(8, 4), 5: tried(9, 4), 6: tried(7, 2)}, None)
    assert (made.listed, made.count, made.number) == (False, 3, 4)
    assert {made.meter(n).address for n in (1, 2, 3)} == {listed(n)[0].address for n in (7, 8, 9)}
    assert made.free == [3, 4, *range(6, 65)]
    assert made.meter(3).address == listed(9)[0].address
    assert made.left() == [1, 3]  # of an earlier pass; moved up, to be read anew


def test_meters_that_were_found_and_not_read_are_left_for_the_pass():
    made = Pass()
    assert learned(made, {1: tried(7, 3), 2: BoxMeter(b"\0\0\0\0\0\2", 1997, 1200)}, None)
    assert (made.number, made.left()) == (3, [2])


def test_registers_bear_the_pass_in_which_they_were_read():
    made = polling({1: tried(1, 5), 2: tried(2, 5)}, 1, 2)
    for number, state in ((6, SILENT), (9, SILENT), (10, READ)):
        made.number = number
        meter = made.meter(1)
        meter.state = state
        made.keep(1, meter, state == READ)
        assert made.meter(1).since == {6: 1, 9: 4, 10: 0}[number]


def test_an_exchange_is_told_until_a_person_has_looked():
    another = tried(1, 5)
    another.exchanged = True
    made = polling({1: another, 2: tried(2, 5)}, 1, 2)
    assert [made.meter(n).exchanged for n in (1, 2)] == [True, False]
    before = made.meter(1).values
    made.seen()
    assert (made.meter(1).exchanged, made.meter(1).values) == (False, before)
