# test_drive_port.py - every driver of the port Drive: reads what was dropped, leaves what boot.py is to write
import binascii

import pytest

from wattkey_host import device_root
from wattkey_host.drive import contents

DRIVES = ["drive_board"]
ROOT = device_root()
MAIL = {"/mail/card.json": b" " * 4096, "/mail/report.json": b" " * 4096}
ORDER = b'{"wattkey": 1}\n'


@pytest.fixture(params=DRIVES)
def drive(request, device):
    """`drive(body, files)` -> (what the program printed, evaluated; the world)."""

    def run(body, files=MAIL, seconds=3, before=lambda world: None):
        world = device(request.param, body, files=files)
        before(world)
        world.run_for(seconds)
        assert world.machine.crash == ""
        return [eval(line) for line in world.machine.console.splitlines()], world  # our own program

    return run


def test_the_list_shows_root_and_mail_and_names_what_lies_elsewhere(drive):
    """A file in another folder has no size: nobody reads it, and the customer is told where it belongs."""
    files = {**MAIL, "/WK-1.json": ORDER, "/mail/WK-2.json": ORDER, "/other/WK-3.json": ORDER}
    (shown,), world = drive("print(part.list())", files)
    wanted = [f for f in world.drive.files() if f[0].rpartition("/")[0] in ("", "/mail")]
    assert sorted(row for row in shown if row[1] >= 0) == sorted(wanted)
    assert [row[0] for row in shown if row[1] < 0] == ["/other/WK-3.json"]
    assert ("/WK-1.json", len(ORDER)) in [(path, size) for path, size, _ in shown]
    assert ("/mail/card.json", 4096) in [(path, size) for path, size, _ in shown]


def test_orders_lie_in_a_folder_of_their_own_too(drive):
    (shown,), _ = drive("print(part.list())", {**MAIL, "/orders/WK-3.json": ORDER})
    assert ("/orders/WK-3.json", len(ORDER)) in [(path, size) for path, size, _ in shown]


@pytest.mark.parametrize(("orders", "companions"), [(27, 0), (13, 13)])
def test_room_ends_before_the_root_does(drive, orders, companions):
    """The root of the image that we ship takes so many order files, and no more (test_fat_host.py)."""

    def files(last):
        names = [f"/WK-1122334455667788-{n}.json" for n in range(1, orders + last + 1)]
        both = names + ["/._" + name[1:] for name in names[: companions and len(names)]]
        ours = [path for path in contents.build(ROOT) if not path.startswith(("/code.py", "/lib", "/drivers"))]
        return dict.fromkeys([*ours, *both], b"")

    body = "part.list()\nprint(part.room())"
    assert (drive(body, files(-2))[0], drive(body, files(0))[0]) == ([True], [False])


def test_without_a_mail_folder_the_root_is_listed(drive):
    (shown,), _ = drive("print(part.list())", {"/WK-1.json": ORDER})
    assert "/WK-1.json" in [path for path, _, _ in shown]


def test_a_file_that_comes_is_seen(drive):
    body = """
for n in range(3):
    print([name for name, size, time in part.list() if "WK" in name])
    await clock.sleep_ms(1000)
"""
    printed, _ = drive(body, seconds=6, before=lambda world: (world.cable.plug(), world.cable.copy("/WK.json", ORDER)))
    assert printed[-1] == ["/WK.json"]


@pytest.mark.parametrize("limit", [0, 1, 14, 15, 4096])
def test_no_more_is_read_than_asked_for(drive, limit):
    (content,), _ = drive(f"print(part.read('/WK-1.json', {limit}))", {"/WK-1.json": ORDER})
    assert content == ORDER[:limit]


@pytest.mark.parametrize("name", ["/nothing.json", "/mail/nothing.json", "/nowhere/WK.json", "/lib"])
def test_what_cannot_be_read_is_an_oserror(drive, name):
    body = f"try:\n    part.read({name!r}, 100)\nexcept OSError:\n    print(True)"
    assert drive(body)[0] == [True]


def test_attached_follows_the_cable(drive):
    body = "while True:\n    print(part.attached())\n    await clock.sleep_ms(100)"

    def cable(world):
        world.clock.after(3_000_000, world.cable.plug)
        world.clock.after(5_000_000, world.cable.unplug)

    printed, _ = drive(body, seconds=7, before=cable)
    changes = [on for n, on in enumerate(printed) if n == 0 or on != printed[n - 1]]
    assert changes == [False, True, False]


def test_a_charger_is_attached_too(drive):
    assert drive("print(part.attached())", before=lambda world: world.cable.plug(host=False))[0] == [True]


def seen(drive, plug, sleep_s=None):
    """What `host()` said first and after each change; the cable is in from second 3 to second 6."""

    def cable(world):
        world.clock.after(3_000_000, plug(world))
        if sleep_s:
            world.clock.after(int(sleep_s * 1e6), lambda: setattr(world.cable, "host", False))
        world.clock.after(6_000_000, world.cable.unplug)

    body = "while True:\n    part.list()\n    print(part.host())\n    await clock.sleep_ms(100)"
    printed, _ = drive(body, seconds=8, before=cable)
    return [on for n, on in enumerate(printed) if n == 0 or on != printed[n - 1]], printed.count(True)


def test_a_host_is_seen_until_the_cable_leaves_even_if_it_falls_asleep(drive):
    changes, awake = seen(drive, lambda world: world.cable.plug)
    assert changes == [False, True, False]
    assert awake > 20
    assert seen(drive, lambda world: world.cable.plug, sleep_s=4) == (changes, awake)


def test_a_charger_is_no_host(drive):
    assert seen(drive, lambda world: lambda: world.cable.plug(host=False)) == ([False], 0)


@pytest.mark.parametrize("record", [b"\4" + bytes(range(25)), bytes(range(235))])
def test_publish_leaves_the_record_for_boot_and_resets(drive, record):
    body = f"if not part.tries(2, {record!r}):\n    part.publish(2, {record!r})\n    print('not reached')"
    printed, world = drive(body, seconds=5)
    assert printed == []
    assert (world.machine.lives, world.machine.reset_reason) == (2, "SOFTWARE")
    memory = bytes(world.machine.sleep_memory)
    assert memory[:3] == bytes([0x57, 2, len(record)])
    assert memory[3:7] == binascii.crc32(record).to_bytes(4, "big")
    assert memory[7] ^ memory[8] == 0xFF
    assert memory[9 : 9 + len(record)] == record


def test_another_record_lies_behind_the_first_and_none_is_left_of_an_older_one(drive):
    body = """
if not part.tries(2, b"report"):
    part.publish(2, b"report", 1, b"card")
elif not part.tries(1, b"longer"):
    part.publish(1, b"longer")
print((part.tries(1, b"card"), part.tries(2, b"report")))
"""
    printed, world = drive(body, seconds=6)
    assert printed == [(0, 1)]
    memory = bytes(world.machine.sleep_memory)
    assert memory[9:16] == b"longer\0"


def test_tries_are_counted_until_all_is_settled(drive):
    body = """
print((part.tries(1, b"record"), part.tries(2, b"record")))
if part.tries(2, b"record") < 3:
    part.publish(2, b"record")
part.settled(1)
part.settled(2)
print((part.tries(1, b"record"), part.tries(2, b"record")))
"""
    assert drive(body, seconds=6)[0] == [(0, 0), (0, 1), (0, 2), (0, 3), (0, 0)]


def test_tries_are_forgotten_without_power(drive):
    body = "print(part.tries(1, b'record'))\nif not part.tries(1, b'record'):\n    part.publish(1, b'record')"
    printed, world = drive(body, seconds=4)
    assert printed == [0, 1]
    world.cut_power()
    world.power_on()
    world.run_for(2)
    assert [int(line) for line in world.machine.console.split()][2:3] == [0]


@pytest.mark.parametrize("plugged", [False, True])
@pytest.mark.parametrize(
    "write", ["open('/mail/report.json', 'r+b')", "open('/new.txt', 'w')", "os.remove('/boot.py')", "os.mkdir('/x')"]
)
def test_the_program_cannot_write_to_the_drive(drive, write, plugged):
    """OSError 30, read-only file system: the host owns the drive, and only boot.py writes, in place."""
    body = f"import os\ntry:\n    {write}\nexcept OSError as error:\n    print(error.errno)"
    files = {**MAIL, "/boot.py": b""}
    printed, world = drive(body, files, before=lambda world: world.cable.plug() if plugged else None)
    assert printed == [30]
    assert world.drive.read("/mail/report.json") == MAIL["/mail/report.json"]


def test_another_content_begins_its_tries_anew(drive):
    """The report changed again before anybody had time to see that the one before had arrived."""
    body = """
old, new = b"old", b"new"
print((part.tries(2, old), part.tries(2, new)))
if not part.tries(2, old):
    part.publish(2, old)
"""
    assert drive(body, seconds=6)[0] == [(0, 0), (1, 0)]
