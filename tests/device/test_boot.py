# test_boot.py - boot.py has publish.py write one file in place, and whatever it finds, the board starts
import ast
import binascii
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattkey import orders, ports
from wattkey.amount import ABSENT, money
from wattkey.box import readings
from wattkey.info import STATES
from wattkey.kinds import CENTS, DIGITS, HEX, INT, STATE, TIME, VERSION
from wattkey_host import device_root
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.machine import RESET
from wattkey_host.sim.world import World

BOOT, PUBLISH = ((device_root() / name).read_bytes() for name in ("boot.py", "publish.py"))
PATHS = {1: "/mail/card.json", 2: "/mail/report.json"}
NAMES = {1: "card", 2: "report"}
KINDS = {"x": (HEX, DIGITS), "d": (INT,), "c": (CENTS,), "s": (STATE,)}
KINDS |= {"t": (TIME,), "v": (VERSION,)}


def board(memory=b"", missing=()):
    """A board that is about to boot with `memory` in its sleep memory; code.py does nothing."""
    drive = Drive()
    drive.write("/boot.py", BOOT)
    drive.write("/publish.py", PUBLISH)
    drive.write("/code.py", b"print('started')")
    for path in ("/WK-1.json", *PATHS.values()):
        if path not in missing:
            drive.write(path, b" " * 4096)
    world = World(drive, None)
    world.machine.sleep_memory[: len(memory)] = memory
    return world


def marked(kind, record, crc=None, mark=0x57):
    crc = binascii.crc32(record) if crc is None else crc
    return bytes([mark, kind, len(record)]) + crc.to_bytes(4, "big") + b"\x10\xef" + record


def booted(world):
    """Switch on and wait for code.py; returns the flash operations on the way."""
    flash = []
    world.hooks.append(lambda name, *what: flash.append((name, *what)) if name.startswith("flash") else None)
    world.power_on()
    assert world.run_until(lambda: "started" in world.machine.console, 5)
    return flash


def contents(world):
    return {path: world.drive.read(path) for path, _, _ in world.drive.files()}


# --- the documents


def of_kind(kind, length):
    """Values of a field as documents have them."""
    digits = st.text("0123456789", min_size=2 * length, max_size=2 * length)
    if kind == TIME:
        pairs = st.lists(st.integers(0, 99), min_size=6, max_size=6)
        at = pairs.filter(any).map(lambda p: "20{:02d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}".format(*p))
        return st.just("") | at
    numbers = st.integers(0, (1 << 8 * length) - 1)
    return {
        DIGITS: digits,
        HEX: st.binary(min_size=length, max_size=length).map(bytes.hex),
        INT: numbers,
        CENTS: st.just("") | st.integers(0, ABSENT - 1).map(money),
        STATE: st.sampled_from(STATES),
        VERSION: st.binary(min_size=3, max_size=3).map(lambda v: ".".join(map(str, v))),
    }[kind]


def documents(kind):
    fields = {name: of_kind(form, length) for name, length, form in orders.DOCUMENTS[NAMES[kind]]}
    return st.fixed_dictionaries({"wattkey": st.just(1), "type": st.just(NAMES[kind]), **fields})


@pytest.mark.parametrize("kind", PATHS)
@settings(max_examples=60)
@given(data=st.data())
def test_what_it_writes_is_the_document_that_was_packed(kind, data):
    document = data.draw(documents(kind))
    record = orders.pack(document)
    with board(marked(kind, record)) as world:
        before = contents(world)
        flash = booted(world)
        page = world.drive.read(PATHS[kind])
        assert len(page) == 4096
        assert orders.parse(page) == document
        assert orders.pack(orders.parse(page)) == record
        assert flash == [("flash erase", PATHS[kind]), ("flash program", PATHS[kind])]
        assert contents(world) == {**before, PATHS[kind]: page}
        assert world.machine.boot_output == ""
        assert world.machine.lives == 2


def constants():
    """What publish.py gives names, by them; it is not run, for it imports what the board alone has."""
    found = {}
    assigned = [node for node in ast.parse(PUBLISH).body if isinstance(node, ast.Assign)]
    exec(compile(ast.Module(assigned, []), "publish.py", "exec"), found)
    return found


@pytest.mark.parametrize("kind", PATHS)
def test_its_field_tables_are_those_of_orders(kind):
    """publish.py may not import the core; so it has tables of its own."""
    rows = [field.split(":") for field in constants()[NAMES[kind].upper()].split()]
    table = orders.DOCUMENTS[NAMES[kind]]
    assert [(name, int(form[:-1])) for name, form in rows] == [(name, length) for name, length, _ in table]
    assert all(kind in KINDS[form[-1]] for (_, form), (_, _, kind) in zip(rows, table, strict=True))


def test_its_other_tables_are_those_of_the_core():
    assert constants()["STATES"] == STATES
    assert constants()["FILES"] == {**PATHS, 3: readings.FILE}
    assert list(constants()["FILES"]) == [ports.Drive.CARD, ports.Drive.REPORT, ports.Drive.READINGS]
    assert (constants()["_SIZE"], constants()["_BOX_SIZE"]) == (readings.SECTOR, readings.SIZE)


def test_the_longest_documents_fit_the_page_and_the_memory():
    for name in ("card", "report"):
        assert 9 + orders.size(name) <= 256
        assert orders.size(name) <= 235


# --- whatever it finds

CARD = {"serial": "3" * 16, "issue": 1, "card": "1" * 16, "meter": "2" * 12, "order": 3, "count": 4}
RECORD = orders.pack({"wattkey": 1, "type": "card", **CARD, "firmware": "0.1.0"})
GARBAGE = {
    "nothing": b"",
    "no mark": marked(1, RECORD, mark=0x00),
    "wrong mark": marked(1, RECORD, mark=0x58),
    "wrong checksum": marked(1, RECORD, crc=binascii.crc32(RECORD) ^ 1),
    "a damaged record": marked(1, RECORD)[:-1] + b"\xff",
    "length too long": b"\x57\1\xff" + marked(1, RECORD)[3:],
    "length zero": b"\x57\1\0" + marked(1, RECORD)[3:],
    "unknown file 0": marked(0, RECORD),
    "unknown file 3": marked(3, RECORD),
    "unknown file 255": marked(255, RECORD),
    "all ones": b"\xff" * 256,
    "all marks": b"\x57" * 256,
    "state out of range": marked(2, b"\2" + bytes(30) + b"\xff" + bytes(orders.size("report") - 32)),
}


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_the_memory_writes_nothing_and_the_board_starts(garbage):
    with board(GARBAGE[garbage]) as world:
        before = contents(world)
        assert booted(world) == []
        assert contents(world) == before
        assert (world.machine.boot_output, world.machine.lives) == ("", 1)


@settings(max_examples=60)
@given(noise=st.binary(min_size=256, max_size=256))
def test_any_noise_in_the_memory_writes_nothing(noise):
    with board(b"\x57" + noise[1:]) as world:
        assert booted(world) == []
        assert world.machine.boot_output == ""


@pytest.mark.parametrize("missing", [PATHS[1], PATHS[2]])
def test_a_missing_file_is_not_made_and_the_board_starts(missing):
    """Making a file writes the FAT, and a cut there costs the whole drive."""
    kind = 1 if missing == PATHS[1] else 2
    record = RECORD if kind == 1 else b"\2" + bytes(orders.size("report") - 1)
    with board(marked(kind, record), missing=[missing]) as world:
        before = contents(world)
        assert booted(world) == []
        assert contents(world) == before
        assert (world.machine.boot_output, world.machine.lives) == ("", 1)


@pytest.mark.parametrize("size", [0, 1, 4095, 4097, 8192])
def test_a_file_of_another_size_is_left_alone(size):
    """Somebody edited it; to lengthen it would write the FAT."""
    with board(marked(1, RECORD)) as world:
        world.drive.write(PATHS[1], b"x" * size)
        before = contents(world)
        assert booted(world) == []
        assert contents(world) == before
        assert world.machine.lives == 1


def test_a_record_is_published_once_only():
    """The mark goes first: a boot that fails in the middle is not tried for ever."""
    with board(marked(1, RECORD)) as world:
        seen = []
        world.hooks.append(lambda name, *_what: seen.append(name))
        booted(world)
        assert seen == ["sleep memory", "flash erase", "flash program", "reset"]
        assert world.machine.sleep_memory[0] == 0


REPORT = b"\2" + bytes(orders.size("report") - 1)


def behind(kind, record):
    """A record that lies behind another in the memory."""
    return bytes([kind, len(record)]) + binascii.crc32(record).to_bytes(4, "big") + record


def test_a_record_behind_the_first_is_written_at_once_too():
    """No host has seen the board between the two."""
    with board(marked(2, REPORT) + behind(1, RECORD) + b"\0") as world:
        flash = booted(world)
        assert flash == [(f"flash {what}", PATHS[kind]) for kind in (2, 1) for what in ("erase", "program")]
        assert orders.pack(orders.parse(world.drive.read(PATHS[1]))) == RECORD
        assert orders.pack(orders.parse(world.drive.read(PATHS[2]))) == REPORT
        assert world.machine.lives == 3
        assert world.machine.sleep_memory[7:9] == b"\x00\xff"  # of the report; it may have another content soon
        world.machine.restart(RESET)
        world.run_for(2)
        assert (world.machine.lives, world.machine.sleep_memory[0]) == (4, 0)


NO_OTHER = {
    "file 0": behind(0, RECORD),
    "readings": behind(3, RECORD),
    "wrong checksum": behind(1, RECORD)[:-1] + b"\xff",
    "too long": bytes([1, 255]) + behind(1, RECORD)[2:],
    "all ones": b"\xff" * 120,
}


@pytest.mark.parametrize("garbage", NO_OTHER)
def test_garbage_behind_a_record_writes_nothing(garbage):
    with board(marked(2, REPORT) + NO_OTHER[garbage]) as world:
        faults = bytes(world.machine.sleep_memory[244:])
        assert [path for _, path in booted(world)] == [PATHS[2]] * 2
        assert world.machine.boot_output == ""
        assert bytes(world.machine.sleep_memory[244:]) == faults


def test_a_first_that_cannot_be_written_leaves_the_other_to_code_py():
    with board(marked(2, REPORT) + behind(1, RECORD), missing=[PATHS[2]]) as world:
        assert booted(world) == []
        assert (world.machine.lives, world.machine.sleep_memory[0]) == (1, 0)


@pytest.mark.parametrize("broken", [None, b"", b"def publish(:", b"raise MemoryError", b"import wattkey_is_gone"])
def test_without_a_publish_that_works_nothing_is_written_and_the_board_starts(broken):
    with board(marked(1, RECORD)) as world:
        world.drive.delete("/publish.py")
        if broken is not None:
            world.drive.write("/publish.py", broken)
        assert booted(world) == []
        assert (world.machine.boot_output, world.machine.lives) == ("", 1)
        assert world.machine.sleep_memory[0] == 0


def test_it_is_loaded_only_when_something_is_to_be_published():
    for mark, said in ((0x57, "loaded\n"), (0x56, "")):
        with board(marked(1, RECORD, mark=mark)) as world:
            world.drive.write("/publish.py", b"print('loaded')")
            booted(world)
            assert world.machine.boot_output == said


def test_usb_is_set_up_and_autoreload_is_off():
    with board() as world:
        booted(world)
        assert not world.machine.autoreload
        assert not world.machine.code_may_write
        assert world.machine.usb_data  # the second serial port, for drivers/link_usb.py


def test_no_keyboard_and_no_midi_and_the_drive_stays_as_it_is():
    spies = "".join(f"{name}.disable = lambda: print('{name} off')\n" for name in ("usb_hid", "usb_midi"))
    spies += "storage.remount = storage.disable_usb_drive = print\n"
    with board() as world:
        world.drive.write("/boot.py", b"import storage, usb_hid, usb_midi\n" + spies.encode() + BOOT)
        booted(world)
        assert world.machine.boot_output == "usb_hid off\nusb_midi off\n"


@pytest.mark.parametrize("kind", [1, 2])
def test_a_record_of_another_layout_is_passed_on_packed(kind):
    """As a newer image would leave it for an older publish.py; the seller's program takes it where it knows it."""
    record = b"\2" + bytes(range(1, 140)) if kind == 2 else b"\4" + bytes(40)
    world = board(marked(kind, record))
    booted(world)
    text = world.drive.read(PATHS[kind])
    assert len(text) == 4096
    assert json.loads(text) == {"wattkey": 1, "type": NAMES[kind], "packed": record.hex()}
    with pytest.raises(orders.BadDocument, match="not a packed"):
        orders.parse(text.rstrip())
