# test_search.py - a box without a list: its meters are looked for on the wires, kept, read, and looked for again

from wattkey import orders
from wattkey.box import readings
from wattkey.dlt645.frame import Scanner
from wattkey_host.sim.air import OUT
from wattkey_host.sim.chosen import choose


def found(box):
    """(slot, number, state) of the meters in the file."""
    return [(n, int(entry.address.hex()), entry.state) for n, entry in enumerate(box.entries(), 1) if entry]


def asked_by_number(box):
    """The meters that the device has asked by their whole number."""
    scanner = Scanner()
    scanner.feed(bytes(byte.value for byte in box.world.bus.log if byte.direction == OUT))
    frames = iter(scanner.next, None)
    return {int(number) for frame in frames if (number := frame.address.hex()).isdecimal()}


def test_the_meters_are_found_kept_by_eights_and_read(collection_terminal):
    box = collection_terminal(count=9, listed=False).on()
    assert box.start()[1:] == ["There is no list", "of meters", "#=search *=back"]
    assert box.world.bus.log == []
    box.press("ok")
    box.sees("1997, 1200 bps")
    box.sees("Saving report")
    assert box.drive.read(readings.FILE) == readings.empty()
    box.sees("2007, 1200 bps")
    assert found(box) == [(n, number, "unread") for n, number in enumerate((1, 3, 5, 7, 9, 2, 4, 6), 1)]
    box.sees("1/9")  # the table
    assert found(box) == [(n, number, "read") for n, number in enumerate((1, 3, 5, 7, 9, 2, 4, 6, 8), 1)]
    by_number = {int(entry.address.hex()): entry for entry in box.entries() if entry}
    assert {n: entry.values for n, entry in by_number.items()} == {n: box.values(n) for n in range(1, 10)}
    assert {entry.pass_number for entry in by_number.values()} == {1}
    assert box.resets == ["reset"] * 8  # two batches found, two read; each by code.py and boot.py
    assert box.world.machine.console.count("found ") == 9
    box.press("back")
    assert box.start()[1:] == ["Read 9 of 9", "0=search again", "#=again *=table"]


def test_a_new_meter_is_found_by_another_search_and_only_that_one_is_read(collection_terminal):
    box = collection_terminal(count=3, listed=False)
    box.know([1, 2])
    box.on()
    assert box.start()[1] == "Read 2 of 2"
    box.press("0")
    box.sees("Saving report")
    box.sees("1    ")
    assert found(box) == [(1, 1, "read"), (2, 2, "read"), (3, 3, "read")]
    assert {entry.pass_number for entry in box.entries()[:3]} == {1}
    assert asked_by_number(box) >= {3}
    assert asked_by_number(box).isdisjoint({1, 2})


def test_a_search_that_finds_nobody_new_shows_the_table(collection_terminal):
    box = collection_terminal(count=1, listed=False)
    box.know([1])
    box.on()
    box.start()
    box.press("0")
    box.sees("1    ")
    assert box.resets == []


def test_a_stop_keeps_whom_it_has_found_and_they_are_the_list(collection_terminal):
    box = collection_terminal(count=3, listed=False).on()
    box.start()
    box.press("ok")
    box.sees("Found: 2")
    asked = len(box.world.bus.log)
    assert box.world.run_until(lambda: len(box.world.bus.log) > asked, 5)  # a question is on its way: it is heard out
    box.tap("back")
    box.sees("Stopping")
    box.sees("Saving report")
    box.sees("Not issued yet")
    assert found(box) == [(1, 1, "unread"), (2, 3, "unread")]
    box.start()
    box.sees("1    ")
    assert found(box) == [(1, 1, "read"), (2, 3, "read")]


def test_a_stop_before_anybody_was_found_keeps_nothing(collection_terminal):
    box = collection_terminal(count=0, listed=False).on()
    box.start()
    box.press("ok", "back")
    box.sees("Read the box")
    assert box.resets == []
    assert box.drive.read(readings.FILE) == readings.empty()
    assert box.start()[1] == "There is no list"


def test_power_cut_in_a_search_keeps_the_eights_before_and_the_next_search_finds_the_rest(collection_terminal):
    box = collection_terminal(count=9, listed=False).on()
    box.start()
    box.press("ok")
    box.sees("Saving report")
    box.sees("2007, 1200 bps")
    box.world.cut_power()
    assert len(found(box)) == 8
    box.on()
    box.start()  # those are the list, and are read at once
    box.sees("1/8")
    box.press("back")
    assert box.start()[1] == "Read 8 of 8"
    box.press("0")
    box.sees("1/9")
    assert sorted(number for _, number, _ in found(box)) == list(range(1, 10))


def test_a_torn_sector_is_filled_again(collection_terminal):
    """Its meters are unknown; those behind it move up, each is read once, and none is kept twice in the end."""
    box = collection_terminal(count=18, listed=False)
    box.know(range(1, 19))
    box.drive.write(readings.FILE, b"\xff" * 4096 + box.drive.read(readings.FILE)[4096:])
    box.on()
    box.start()
    box.sees("153.00")
    box.press("back")
    assert [(n, number) for n, number, _ in found(box)][:2] == [(1, 17), (2, 18)]
    assert box.start()[1] == "Read 2 of 2"
    box.press("0")
    box.sees("1/18", 400)
    assert sorted({number for _, number, _ in found(box)}) == list(range(1, 19))


def test_with_every_slot_taken_nothing_is_searched(collection_terminal):
    box = collection_terminal(count=1, listed=False)
    box.know(range(1, 65))
    box.on()
    box.start()
    box.press("0")
    box.sees("1/64")
    assert box.world.bus.log == []


def test_nobody_on_the_wires_is_said(collection_terminal):
    box = collection_terminal(count=0, listed=False).on()
    box.start()
    box.press("ok")
    box.sees("No meter found")
    assert box.screen()[0].endswith("T51")
    assert box.screen()[1:3] == ["No meter found:", "check the wires"]


def test_a_list_that_is_dropped_later_is_the_list(collection_terminal):
    box = collection_terminal(count=2)
    box.know([2, 1])
    box.on()
    assert box.start()[1:] == ["Read 2 of 2", "", "#=again *=table"]


def test_a_list_that_cannot_be_read_is_not_a_missing_one(collection_terminal):
    box = collection_terminal(count=2)
    node = box.drive.node(orders.METERS)

    class Broken(bytearray):
        def __getitem__(self, _index):
            raise OSError(5)

    node.data = Broken(node.data)
    assert box.on().start()[0].endswith("T28")


def test_a_list_that_became_shorter_comes_to_an_end(collection_terminal):
    """What stands behind it in the file is of an earlier pass, also where it is a meter of the list."""
    box = collection_terminal(
        text=b'{"wattkey": 1, "type": "meters", "1": "000000000002", "2": "000000000003"}', count=3
    )
    box.know([1, 2, 3])
    box.on()
    box.start()
    box.sees("1    ", 60)
    box.press("back")
    assert box.start()[1] == "Read 2 of 2"


def test_on_an_eye_nothing_is_searched_for_and_a_list_alone_brings_the_entry(collection_terminal):
    box = collection_terminal(listed=False)
    choose(box.drive, LINK="ir")
    box.on()
    box.press("menu")
    box.open_installer()
    shown = {row for _ in range(6) for row in box.press("up")}
    assert "Boot drive" in shown
    assert "Read the box" not in shown
