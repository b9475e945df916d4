# test_loader.py - which version starts: wanted, proved, loose, and what happens to one that is broken or goes away
import binascii

import pytest

from fakes.images import LOADER, board, named, note, packed, runs, small
from wattkey_host import device_root
from wattkey_host.drive.contents import sources
from wattkey_host.drive.pack import crc

WANTED, STARTED, PROVED, BEFORE = 16, 17, 18, 19
OLD, NEW = small("1.0.0"), small("1.1.0")
BOTH = (("wattkey-1.0.0.img", OLD), ("wattkey-1.1.0.img", NEW))


def slot(kind, value):
    head = bytes([kind, len(value)]) + value.ljust(10, b"\0")
    return head + binascii.crc32(head).to_bytes(4, "big")


def kept(nvm):
    """{kind: newest value} of the whole slots."""
    found = {}
    for at in range(0, len(nvm), 16):
        one = bytes(nvm[at : at + 16])
        if binascii.crc32(one[:12]).to_bytes(4, "big") == one[12:]:
            found[one[0]] = one[2 : 2 + one[1]]
    return found


def started(world, nvm=b"", seconds=4):
    """The version that runs after a start from this nvm."""
    world.machine.nvm[: len(nvm)] = nvm
    world.power_on()
    world.run_for(seconds)
    return runs(world)


def quick(*images, nvm=b"", **how):
    """The same of a code.py that only loads; "" where the device cries for firmware."""
    with board(*images, code=LOADER, chip=False, **how) as world:
        version = started(world, nvm)
        assert version or "Copy wattkey-X.Y.Z.img" in world.machine.console
        return version


def test_the_shipped_image_comes_up_and_has_proved_itself_at_the_menu():
    image = named("1.0.0")
    with board(image) as world:
        assert started(world) == "1.0.0"
        assert kept(world.machine.nvm) == {STARTED: note(image[1])[:6] + b"\1", PROVED: note(image[1])}
        world.cut_power()
        operations = []
        world.hooks.append(lambda name, *_: operations.append(name) if name.startswith("flash") else None)
        assert started(world) == "1.0.0"
        assert operations == []  # from then on a start writes nothing


def test_loose_files_win_whole_and_an_empty_folder_hides_nothing():
    with board(("wattkey-9.9.9.img", small("9.9.9"))) as world:
        for path, data in sources(device_root()).items():
            if path.startswith(("/lib", "/drivers", "/flows")):
                world.drive.write(path, data)
        assert started(world) not in ("", "9.9.9")
        assert not [path for path in (module.__file__ for module in world.machine.modules.values()
                    if getattr(module, "__file__", "")) if path.startswith("wattkey")]  # fmt: skip
    with board(BOTH[0], code=LOADER, chip=False) as world:
        world.drive.make_folder("/lib/wattkey")
        assert started(world) == "1.0.0"


def test_an_owner_s_driver_goes_before_that_of_the_image():
    with board(named("1.0.0")) as world:
        world.drive.write(
            "/drivers/link_ir_pio.py",
            b"from wattkey.ports import Link\ndef make(settings, clock):\n    return Link()\n",
        )
        assert started(world) == "1.0.0"
        assert world.machine.modules["link_ir_pio"].__file__ == "/drivers/link_ir_pio.py"


@pytest.mark.parametrize(
    ("nvm", "version"),
    [
        (b"", "1.1.0"),  # nothing is known: the newest that holds
        (slot(PROVED, note(OLD)), "1.0.0"),  # a file that nobody has installed does not run
        (slot(PROVED, note(OLD)) + slot(WANTED, note(NEW)), "1.1.0"),
        (slot(WANTED, note(NEW)) + slot(STARTED, note(NEW)[:6] + b"\2"), "1.1.0"),
        (slot(PROVED, note(OLD)) + slot(WANTED, note(NEW)) + slot(STARTED, note(NEW)[:6] + b"\3"), "1.0.0"),
        (slot(PROVED, note(NEW)) + slot(WANTED, note(NEW)) + slot(STARTED, note(NEW)[:6] + b"\3"), "1.1.0"),
        (slot(WANTED, note(NEW)[:6] + b"abcd") + slot(BEFORE, note(OLD)), "1.0.0"),  # not the file that was checked
        (slot(PROVED, bytes(10)), "1.1.0"),  # what came up last is gone
        (slot(PROVED, note(OLD)) + slot(WANTED, note(NEW)) * 255, "1.0.0"),  # no room to count the start
        (slot(WANTED, note(NEW)) * 256, "1.1.0"),  # the same, and nothing else to run: better than nothing
    ],
)  # fmt: skip
def test_what_nvm_says_is_started(nvm, version):
    assert quick(*BOTH, nvm=nvm) == version


def test_only_what_is_wanted_and_alone_is_started_without_room():
    assert quick(BOTH[1], nvm=slot(WANTED, note(NEW)) * 256) == "1.1.0"


@pytest.mark.parametrize("whole", range(17))
def test_a_slot_cut_at_any_byte_is_the_decision_before_or_the_one_after(whole):
    before = slot(PROVED, note(OLD))
    torn = slot(WANTED, note(NEW))[:whole] + b"\xff" * (16 - whole)
    assert quick(*BOTH, nvm=before + torn) == ("1.1.0" if whole == 16 else "1.0.0")


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 700, 1024, 2048, len(NEW) - 512, len(NEW) - 1])
def test_half_an_image_never_runs(cut):
    nvm = slot(PROVED, note(OLD)) + slot(WANTED, note(NEW))
    assert quick(BOTH[0], ("wattkey-1.1.0.img", NEW[:cut]), nvm=nvm) == "1.0.0"
    assert quick(("wattkey-1.1.0.img", NEW[:cut]), nvm=nvm) == ""


@pytest.mark.parametrize("at", [3, 100, 520, 600, 768, 1030, 1600, len(NEW) - 1])
def test_an_edited_byte_never_runs(at):
    edited = NEW[:at] + bytes([NEW[at] ^ 1]) + NEW[at + 1 :]
    assert (
        quick(BOTH[0], ("wattkey-1.1.0.img", edited), nvm=slot(PROVED, note(OLD)) + slot(WANTED, note(NEW))) == "1.0.0"
    )
    if not 768 <= at < 1024:  # the signature, which nobody looks at where there is no key
        assert quick(("wattkey-1.1.0.img", edited)) == ""


@pytest.mark.parametrize("field", [b"version 1", b"loader 1", b"sha256 ", b"size ", b"board ", b"circuitpython "])
@pytest.mark.parametrize("how", ["name", "value", "gone"])
def test_a_manifest_with_something_wrong_keeps_no_other_image_from_starting(field, how):
    at = NEW.index(field)
    value = at + field.index(b" ") + 1
    edited = bytearray(NEW)
    edited[at if how == "name" else value] = ord("~")
    if how == "gone":
        edited[at:value] = b"\n" * (value - at)
    assert quick(("wattkey-1.1.0.img", bytes(edited)), BOTH[0]) == "1.0.0"
    if (how, field) != ("value", b"version 1"):  # another number, which nobody but a signer vouches for
        assert quick(("wattkey-1.1.0.img", bytes(edited))) == ""


class Broken(bytearray):
    """A file whose chain of clusters ends early, as FAT tells it while a host writes: FatFs raises there."""

    def __getitem__(self, where):
        if isinstance(where, slice) and (where.stop or 0) > 1024:
            raise OSError(5, "Input/output error")
        return super().__getitem__(where)


@pytest.mark.parametrize(("nvm", "version"), [
    (slot(WANTED, note(NEW)) + slot(BEFORE, note(OLD)), "1.0.0"),
    (slot(PROVED, note(NEW)), "1.0.0"),
    (b"", "1.0.0"),
], ids=["wanted", "proved", "nothing known"])  # fmt: skip
def test_a_file_that_cannot_be_read_to_its_end_keeps_no_other_from_starting(nvm, version):
    with board(*BOTH, code=LOADER, chip=False) as world:
        world.drive.node("/" + BOTH[1][0]).data = Broken(NEW)
        assert started(world, nvm) == version
        world.cut_power()
        world.drive.delete("/" + BOTH[0][0])
        assert started(world) == ""
        assert "Copy wattkey-X.Y.Z.img" in world.machine.console
        world.drive.write("/" + BOTH[0][0], OLD)
        world.run_for(8)
        assert runs(world) == "1.0.0"


@pytest.mark.parametrize("key", ["zz" * 256, "ab", "", "-" + "1" * 511])
def test_a_key_with_a_slip_in_it_stops_no_version_that_came_up_before(key):
    settings = b'\nUPDATE_KEY = "%s"\n' % key.encode()
    assert quick(*BOTH, nvm=slot(PROVED, note(OLD)), settings=settings) == "1.0.0"
    assert quick(*BOTH, settings=settings) == ("" if key else "1.1.0")


@pytest.mark.parametrize("host", [False, True])
@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("home", "print('dead')\nraise RuntimeError\n"),
        ("wallet", "print('dead')\ndef make(device):\n    raise RuntimeError\n"),
        ("home", "import time\nprint('dead')\nwhile True:\n    time.sleep(1)\n"),  # as a damaged .mpy does
    ],
    ids=["import", "main", "hang"],
)
def test_a_version_that_dies_three_times_is_left_for_the_one_before(module, text, host):
    old, new = named("1.0.0"), named("1.1.0", **{module: text})
    with board(old, new) as world:
        if host:
            world.cable.plug()
        seconds = 60 if "while" in text else 12
        assert started(world, slot(PROVED, note(old[1])) + slot(WANTED, note(new[1])), seconds) == "1.0.0"
        assert world.machine.console.count("dead") == 3
        assert world.machine.state == "running"
        assert kept(world.machine.nvm)[PROVED] == note(old[1])
        world.cut_power()
        assert started(world) == "1.0.0"
        assert world.machine.console.count("dead") == 3  # it is not tried again


def test_without_firmware_it_says_so_and_starts_when_some_is_dropped():
    with board(code=LOADER, chip=False) as world:
        assert started(world) == ""
        assert "Copy wattkey-X.Y.Z.img" in world.machine.console
        world.drive.write("/wattkey-1.1.0.img", NEW)
        world.run_for(8)
        assert runs(world) == "1.1.0"


@pytest.mark.parametrize("gone", [False, True], ids=["there", "gone"])
@pytest.mark.parametrize("deed", ["overwritten", "in part", "with its CRC", "deleted"])
def test_a_running_image_that_a_host_changes_runs_no_foreign_byte(deed, gone):
    old, new = named("1.0.0"), named("1.1.0")
    with board(old, new) as world:
        assert started(world, slot(PROVED, note(new[1])) + slot(BEFORE, note(old[1]))) == "1.1.0"
        world.cable.plug()
        world.run_for(2)
        node = world.drive.node("/" + new[0])
        if deed == "deleted":
            world.drive.delete("/" + new[0])
        at, end = 0, len(new[1])
        if deed in ("in part", "with its CRC"):
            at = new[1].index(b"# flows/menu_main.py")
            end = at + 512
        node.data[at:end] = b"x" * (end - at)  # where it was, other bytes are written
        if deed == "with its CRC":
            entry = 1024 + 2 * (at // 512)
            node.data[entry : entry + 2] = crc(b"x" * 512)
        if gone:  # before anything was read of the image
            world.cable.unplug()
            world.run_for(1)
        for key in "DBBBB#":  # into the menus: each entry is a file of the image
            world.keypad.press(key)
            world.run_for(2)
        world.run_for(3)
        assert runs(world) == "1.0.0"
        assert "xxx" not in world.machine.console
        assert world.machine.crash == ""


def test_a_flow_whose_pages_can_no_longer_be_read_waits_for_no_key():
    old, new = named("1.0.0"), named("1.1.0")
    with board(old, new) as world:
        assert started(world, slot(PROVED, note(new[1])) + slot(BEFORE, note(old[1]))) == "1.1.0"
        world.cable.plug()
        world.run_for(2)
        for key in "DA#":  # Read meter, the last entry; no meter is there
            world.keypad.press(key)
            world.run_for(1)
        lives, node = world.machine.lives, world.drive.node("/" + new[0])
        node.data[:] = b"x" * len(node.data)
        assert world.run_until(lambda: world.machine.lives > lives, 30)
        world.run_for(5)
        assert runs(world) == "1.0.0"


@pytest.mark.parametrize(("held", "version"), [(True, "1.0.0"), (False, "1.1.0")])
def test_the_key_back_held_at_power_on_goes_to_the_version_before(held, version):
    nvm = slot(PROVED, note(NEW)) + slot(BEFORE, note(OLD)) + slot(WANTED, note(NEW))
    with board(*BOTH, code=LOADER, chip=False) as world:
        if held:
            world.keypad.press("*", 3000)
        assert started(world, nvm) == version
        world.cut_power()
        assert started(world) == version  # and stays there
        assert held == (kept(world.machine.nvm)[WANTED] == note(OLD))


def test_a_start_of_the_wanted_version_is_counted_before_its_first_import():
    image = ("wattkey-1.1.0.img", small("1.1.0", "import microcontroller\nprint(bytes(microcontroller.nvm[16:18]))\n"))
    with board(image, code=LOADER, chip=False) as world:
        started(world, slot(WANTED, note(image[1])))
        assert repr(bytes([STARTED, 7])) in world.machine.console


def test_the_file_is_found_under_another_name():
    assert quick(("copy of it.img", NEW), nvm=slot(WANTED, note(NEW))) == "1.1.0"


def test_what_is_for_another_board_does_not_run():
    other = packed("1.1.0").replace(b"board raspberry_pi_pico\n", b"board raspberry_pi_pica\n")
    assert quick(("wattkey-1.1.0.img", other)) == ""
