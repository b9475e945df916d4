# test_collect.py - a pass over the meters of a box on the device: kept eight at a time, stopped, cut, looked at
import pytest

from wattkey.box import readings
from wattkey.strictjson import loads
from wattkey_host.sim.chosen import choose

DONE = "1/9"  # the place in the table


def test_a_pass_is_kept_eight_at_a_time_and_ends_with_the_table(collection_terminal):
    box = collection_terminal(silent=(5,), count=9).on()
    box.start()
    box.sees("Read 8 of 9")
    assert [entry is not None for entry in box.entries()[:9]] == [True] * 8 + [False]
    box.sees(DONE)
    assert box.resets == ["reset"] * 4  # two by code.py, two by boot.py
    assert [n for n in range(1, 10) if not box.right(n)] == [5]
    assert box.entries()[4].state == "silent"
    assert len(box.drive.read(readings.FILE)) == readings.SIZE
    kept = loads(box.drive.read(readings.FILE))
    told = [line for line in box.world.machine.console.splitlines() if line[:1].isdigit()]
    assert told == [f"{n} {kept[str(n)].rpartition(' ')[0]}" for n in range(1, 10)]  # on USB serial, at once
    assert box.screen()[1:] == ["1     9.00", "2    18.00", "3    30.00"]
    assert box.press("down", "down", "down", "down")[2] == "5 silent"
    assert box.press("down", "ok")[1:] == ["000000000006", "2007 1200 read", "Total 60.00kWh"]
    assert box.press("down", "down", "down")[1:] == ["Sharp 6.00kWh", "Peak 12.00kWh", "Flat 18.00kWh"]
    assert box.press("back")[2] == "6    60.00"
    assert box.press("back")[0] == "WattKey"


def test_readings_are_kept_before_a_file_that_waited_to_be_published(collection_terminal):
    """A new chip's card.json does, and the pass begins first: a reset for that file would cost the readings."""
    box = collection_terminal(count=2)
    box.world.power_on()
    assert box.world.run_until(lambda: box.screen()[0] == "WattKey", 2)
    card = box.drive.read("/mail/card.json")
    box.start()
    assert box.resets == []
    box.sees("1    ")
    assert box.right(1)
    assert box.right(2)
    assert box.drive.read("/mail/card.json") == card
    box.press("back")
    box.sees("Saving report")


def test_a_second_pass_asks_nothing_in_vain_and_the_table_can_be_seen_without_one(collection_terminal):
    box = collection_terminal(count=3).on()
    box.start()
    box.sees("1    ")
    box.press("back")
    first = len(box.world.bus.log)
    assert box.start()[1:] == ["Read 3 of 3", "", "#=again *=table"]
    assert box.press("back")[1:] == ["1     9.00", "2    18.00", "3    30.00"]
    assert len(box.world.bus.log) == first
    box.press("back")
    box.start()
    box.press("ok")
    box.sees("1    ")
    assert [(entry.pass_number, entry.thrifty) for entry in box.entries()[:3]] == [(2, True)] * 3


def test_a_key_stops_it_and_it_goes_on_where_it_was_or_from_the_start(collection_terminal):
    box = collection_terminal(count=3).on()
    box.start()
    box.sees("Read 1 of 3")
    box.tap("back")
    box.sees("one moment")
    box.sees("Saving report")
    box.sees("Not issued yet")
    asked = len(box.world.bus.log)
    assert box.start()[1:] == ["Read 1 of 3", "", "#=go on *=anew"]
    assert len(box.world.bus.log) == asked
    box.press("ok")
    box.sees("1    ")
    assert {entry.pass_number for entry in box.entries()[:3]} == {1}
    box.press("back")
    box.know([1, 2])
    assert box.start()[1] == "Read 2 of 3"
    box.press("back")
    box.sees("1    ")
    assert {entry.pass_number for entry in box.entries()[:3]} == {2}
    assert all(map(box.right, range(1, 4)))


def test_a_stop_waits_for_no_silent_meter_and_keeps_no_half_a_reading(collection_terminal):
    """Of a silent meter of which nothing is known everything would be tried: for twelve seconds."""
    box = collection_terminal(count=3, silent=(1, 3)).on()
    box.start()
    box.sees("Read 0 of 3")
    since = box.world.clock.now_us
    box.press("back")
    box.sees("Read the box")
    assert box.world.clock.now_us - since < 2_000_000
    assert box.resets == []  # nothing was read
    assert box.entries()[0] is None
    assert box.start()[1] == "Read 0 of 3"
    box.sees("Read 2 of 3")
    box.press("back")
    box.sees("Saving report")
    box.sees("Not issued yet")
    assert [entry and entry.state for entry in box.entries()[:3]] == ["silent", "read", None]
    assert box.start()[1:] == ["Read 2 of 3", "", "#=go on *=anew"]


@pytest.mark.parametrize(
    ("moment", "left"),
    [("sleep memory", 8), ("reset", 8), ("flash erase", 8), ("flash program", 8), ("flash program", 18)],
)
def test_power_cut_while_a_batch_is_kept(collection_terminal, moment, left):
    """A torn sector costs its sixteen slots, which are read anew; nothing is ever wrong."""
    box = collection_terminal(count=18)
    box.know(n for n in range(1, 19) if n != left)
    box.on()
    box.start()
    box.press("ok")  # go on
    published = {"flash erase": readings.FILE, "flash program": readings.FILE, "sleep memory": 0}

    def cut(name, *what):
        if name == moment and published.get(name) in (None, *what) and (name != "sleep memory" or what[1] > 8):
            box.world.cut_power()

    box.world.hooks.append(cut)
    box.world.run_until(lambda: box.world.machine.state == "off", 60)
    assert box.world.machine.state == "off"
    box.world.hooks.remove(cut)
    torn = set() if moment != "flash program" else set(range(1, 17)) if left == 8 else {17, 18}
    assert [n for n in range(1, 19) if not box.right(n)] == sorted(torn | {left})
    box.on()
    assert box.start()[1] == f"Read {18 - len(torn | {left})} of 18"


def test_what_was_torn_is_read_anew_when_the_pass_goes_on(collection_terminal):
    box = collection_terminal(count=18)
    box.know(range(1, 19))
    box.drive.write(
        readings.FILE, box.drive.read(readings.FILE)[:4096] + b"\xff" * 4096 + box.drive.read(readings.FILE)[8192:]
    )
    box.on()
    assert box.start()[1] == "Read 16 of 18"
    box.press("ok")
    box.sees("1/18")
    assert all(map(box.right, range(1, 19)))
    assert len(loads(box.drive.read(readings.FILE))) == 2 + 18


def test_a_list_with_a_mistake_is_refused_with_its_line(collection_terminal):
    box = collection_terminal(text=b'{"wattkey": 1, "type": "meters", "1": "000000000001", "2": "12345"}').on()
    screen = box.start()
    assert screen[0].endswith("T29")
    assert screen[1:3] == ["List of meters:", "no. 2 is wrong"]
    assert "meter 2: 12345 is no number of 12 digits" in box.world.machine.console
    assert box.world.bus.log == []


def test_without_a_file_for_the_readings_nothing_is_asked(collection_terminal):
    box = collection_terminal()
    box.drive.delete(readings.FILE)
    screen = box.on().start()
    assert screen[0].endswith("T54")
    assert screen[2] == "readings.json"
    assert box.world.bus.log == []


def test_with_a_cable_in_no_reset_comes_within_ten_seconds_of_a_change_on_the_drive(collection_terminal):
    box = collection_terminal(count=3)
    box.world.cable.plug(host=False)  # one that is asleep
    box.on()
    box.start()
    box.sees("Read 1 of 3")
    box.drive.write("/notes.txt", b"a host is writing")
    since = box.world.clock.now_us
    box.sees("Saving report")
    assert box.world.clock.now_us - since > 10_000_000
    box.sees("1    ")
    assert all(map(box.right, (1, 2, 3)))


def test_under_a_host_nothing_is_read_and_the_screen_says_unplug_first(collection_terminal):
    box = collection_terminal(count=3)
    box.world.cable.plug()
    box.on()
    box.press("back")  # the page that the chip's card.json is ready
    box.start()
    box.sees("Unplug first")
    box.world.run_for(120)
    assert box.world.bus.log == []
    assert box.resets == []


def test_a_host_that_comes_in_a_pass_is_not_surprised_and_unplugged_it_goes_on(collection_terminal):
    box = collection_terminal(count=9).on()
    box.start()
    box.sees("Read 1 of 9")
    box.world.cable.plug()
    box.sees("Report ready")
    box.world.run_for(600)
    assert box.resets == []
    assert box.entries()[0] is None
    box.world.cable.unplug()
    box.sees(DONE)
    assert all(map(box.right, range(1, 10)))


def test_the_menu_loads_nothing_of_the_room_and_a_pass_only_what_it_polls_with(collection_terminal):
    """Code is what fills the board's memory: whoever reads list and file, searches or shows the table is not there."""
    box = collection_terminal(count=3).on()

    def room():
        return {
            name.removeprefix("wattkey.box") for name in box.world.machine.modules if name.startswith("wattkey.box")
        }

    assert room() == set()
    box.start()
    box.sees("Read 1 of 3")
    assert room() == {"", ".boxmeter", ".collect", ".collector", ".packed", ".polling"}
    box.sees("1    ")  # the table, after the reset that has kept the readings
    assert {".table", ".readings"} <= room()
    box.press("back")
    assert room() == {""}  # which was asked whether a flow goes on


def test_an_exchanged_meter_is_told_in_file_and_table_until_a_person_reads_again(collection_terminal):
    """Its number stays, its registers fall; what the old one needed is not what the new one needs."""
    box = collection_terminal(count=3)
    box.know([1, 2, 3])
    box.hang(2, "1997", 3, registers=(1, 2, 3, 4), needs_fe=4)
    box.on()
    box.start()
    box.press("ok")
    box.sees("1     9.00")
    assert [entry.exchanged for entry in box.entries()[:3]] == [False, True, False]
    assert (box.entries()[1].standard, box.entries()[1].values) == (1997, (9, 2, 3, 4))
    assert box.screen()[2] == "2 exchanged"
    assert box.press("down", "ok")[1:] == ["000000000002", "1997 1200 read", "exchanged"]
    box.press("back", "back")
    box.start()
    box.press("ok")
    box.sees("1     9.00")
    assert not box.entries()[1].exchanged
    assert box.screen()[2] == "2     0.09"


def alone(box, minutes="2"):
    """It stands alone, with nobody to press a key."""
    choose(box.drive, START="collect", COLLECT_PASS=minutes)
    box.world.power_on()
    return box


def passes(box):
    return {entry and entry.pass_number for entry in box.entries()[: len(box.meters)]}


def test_a_terminal_that_stands_alone_passes_again_and_again(collection_terminal):
    """Once it read one pass and showed the table for ever."""
    box = alone(collection_terminal(count=10))
    box.sees("Next in")
    assert box.screen()[1:] == ["Next in 2 min", "Wears out: 0 yr", "#=table"]
    assert passes(box) == {1}
    box.world.run_for(65)
    assert box.screen()[1] == "Next in 1 min"
    box.sees("Read 1 of")
    box.sees("Next in")
    assert passes(box) == {2}
    assert all(map(box.right, range(1, 11)))


@pytest.mark.parametrize("seconds", [9, 14, 20, 40])
def test_it_goes_on_by_itself_after_any_dip(collection_terminal, seconds):
    box = alone(collection_terminal(count=10))
    box.world.run_for(seconds)
    box.world.cut_power()
    box.world.power_on()
    box.sees("Next in")
    assert len(passes(box)) == 1
    assert all(map(box.right, range(1, 11)))


def test_without_a_list_it_searches_by_itself_also_after_a_dip(collection_terminal):
    box = alone(collection_terminal(count=2, listed=False))
    box.sees("Found: 0")
    box.sees("Next in")
    assert passes(box) == {1}


def test_a_person_is_shown_the_table_and_then_it_passes_again(collection_terminal):
    box = collection_terminal(count=2)
    box.know([1, 2])
    box.hang(2, "1997", 3, registers=(1, 2, 3, 4))
    box.on().world.cut_power()  # what a new chip has to publish is published
    alone(box, "90")
    box.sees("Next in")
    assert box.screen()[1:] == ["Next in 90 min", "Flash: 17 years", "#=table"]
    assert box.entries()[1].exchanged
    assert box.press("ok")[2] == "2 exchanged"
    box.press("back")
    box.sees("Next in")
    assert passes(box) == {3}
    assert not box.entries()[1].exchanged
    box.press("back")
    assert box.screen()[0] != "Meter box"
    box.sees("Next in")
    assert passes(box) == {3}  # a key has not begun another


def test_at_rest_under_a_host_it_waits_until_the_cable_leaves(collection_terminal):
    box = alone(collection_terminal(count=2), "1")
    box.sees("1 min")
    box.world.cable.plug()
    box.world.run_for(120)
    assert passes(box) == {1}
    box.world.cable.unplug()
    box.sees("Read 0 of 2")
    box.sees("Next in")
    assert passes(box) == {2}


@pytest.mark.parametrize("listed", [True, False], ids=["list", "search"])
def test_meters_of_698_45_are_read_beside_those_of_645(collection_terminal, listed):
    box = collection_terminal(count=3, listed=listed)
    box.hang(3, "698.45", 4)
    box.on().start()
    if not listed:
        box.press("ok")
    box.sees("1    ", 300)
    found = {entry.address.hex(): (entry.standard, entry.values) for entry in box.entries() if entry}
    registers = (300, 600, 900, 1200)
    assert found["000000000003"] == (698, (sum(registers), *registers))
    assert {standard for standard, _ in found.values()} == {1997, 2007, 698}


def test_of_a_meter_with_more_than_four_rates_that_is_told(collection_terminal):
    box = collection_terminal(count=1)
    box.hang(1, "2007", 4)
    box.meters[1].store.put("2007", "0001FF00", bytes.fromhex("00090000" + "00010000" * 8))
    box.on().start()
    box.sees("1    ")
    assert box.press("ok")[1:] == ["000000000001", "2007 1200 read", "Total 9.00kWh"]
    assert box.press("down", "down", "down", "down", "down")[-1] == "T5+ ..."
