# test_roster.py - the meters of a pass: what is taken from the file of the readings, what is left to be read
import pytest

from wattkey import batch
from wattkey.box import READ, SILENT, Entry
from wattkey.dlt645.registers import rates_1997
from wattkey.roster import Roster


def listed(*numbers):
    return [Entry(bytes.fromhex(f"{number:012d}")) for number in numbers]


def enlisted(*numbers, record=b""):
    made = Roster()
    made.enlist(listed(*numbers), record)
    return made


def tried(number, turn, state=READ):
    (entry,) = listed(number)
    entry.standard, entry.baud, entry.state, entry.turn = 1997, 1200, state, turn
    entry.names, entry.values = rates_1997(4), (number * 400, number * 100, number * 100, number * 200)
    return entry


def learned(made, slots):
    """Whether all slots of a file were taken in; those that `slots` does not name are empty."""
    return all(made.learn(slot, slots.get(slot)) for slot in range(1, batch.SLOTS + 1))


def roster(slots, *numbers):
    made = enlisted(*numbers)
    assert learned(made, slots)
    return made


def test_nothing_is_known_at_first():
    made = roster({}, 1, 2, 3)
    assert (made.count, made.turn) == (3, 0)
    made.turn = 1
    assert made.left() == [1, 2, 3]
    assert (made.entry(2).address, made.entry(2).standard, made.entry(2).searched) == (b"\0\0\0\0\0\2", 0, 0)


def test_a_pass_goes_on_with_what_it_has_not_tried():
    made = roster({1: tried(1, 5), 2: tried(2, 5, SILENT), 3: tried(3, 4)}, 1, 2, 3, 4)
    assert (made.turn, made.left(), made.failed()) == (5, [3, 4], 1)
    known = made.entry(3)
    assert (known.values, known.standard, known.turn, known.searched) == ((1200, 300, 300, 600), 1997, 4, 4)
    made.keep(3, known)
    assert (made.left(), known.turn) == ([4], 5)


def test_a_meter_that_has_moved_in_the_list_is_read_anew_with_what_is_known_of_it():
    made = roster({1: tried(1, 5), 2: tried(2, 5)}, 2, 1)
    assert (made.turn, made.left()) == (5, [1, 2])
    assert made.entry(1).standard == 1997
    assert made.entry(1).searched == 5


@pytest.mark.parametrize(("own", "old"), [(1, 5), (2, 1)])
def test_its_own_slot_counts_more_than_an_old_one(own, old):
    """Else a shorter list in another order would be read without end."""
    before = [9] * (own - 1)
    assert own not in roster({own: tried(5, 7), old: tried(5, 6)}, *before, 5).left()


def test_what_boot_py_was_given_must_be_in_the_file():
    slots = {1: tried(1, 5), 2: tried(2, 5)}
    handed = roster(slots, 1, 2).record(1, 2, True)
    assert batch.split(handed) == (1, 5, [batch.packed(tried(1, 5)), batch.packed(tried(2, 5))])
    assert learned(enlisted(1, 2, record=handed), slots)
    for lost in ({1: tried(1, 5)}, {1: tried(1, 5), 2: tried(2, 4)}, {1: tried(1, 5), 2: tried(2, 5, SILENT)}):
        assert not learned(enlisted(1, 2, record=handed), lost)


def test_without_a_list_the_meters_are_those_of_the_file_each_once():
    made = Roster()
    made.enlist(None)
    assert learned(made, {1: tried(7, 3), 2: tried(8, 4), 5: tried(9, 4), 6: tried(7, 2)})
    assert (made.listed, made.count, made.turn) == (False, 3, 4)
    assert made.known() == {listed(n)[0].address for n in (7, 8, 9)}
    assert made.free == [3, 4, *range(6, 65)]
    assert made.entry(3).address == listed(9)[0].address
    assert made.left() == [1, 3]  # of an earlier pass; moved up, to be read anew


def test_meters_that_were_found_and_not_read_are_left_for_the_pass():
    made = Roster()
    made.enlist(None)
    assert learned(made, {1: tried(7, 3), 2: Entry(b"\0\0\0\0\0\2", 1997, 1200)})
    assert (made.turn, made.left()) == (3, [2])
