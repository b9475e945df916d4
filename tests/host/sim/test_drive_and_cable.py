"""The drive from both sides: EROFS, in-place writes, torn sectors, hosts that copy late, auto-reload."""

from pathlib import Path

import pytest

from wattkey_host.sim.drive import Drive

PAGE = b"x" * 4096
PUBLISH = """
import microcontroller
if microcontroller.cpu.reset_reason == microcontroller.ResetReason.POWER_ON:
    file = open("/mail/card.json", "r+b")
    file.write(b"x" * 4096)
    {end}
"""


def cut_at(world, k):
    """Cut the power at operation k; returns the list of what happened."""
    seen = []

    def hook(name, *detail):
        seen.append((name, *detail))
        if len(seen) == k:
            world.cut_power()

    world.hooks.append(hook)
    return seen


@pytest.mark.parametrize(
    "act",
    [
        "open('/new.txt', 'w')",
        "open('/mail/card.json', 'r+b')",
        "open('/mail/card.json', 'a')",
        "os.remove('/mail/card.json')",
        "os.rename('/mail/card.json', '/a')",
        "os.mkdir('/folder')",
    ],
)
def test_code_py_cannot_write(board, act):
    world = board(
        f"""
        import os
        try:
            {act}
        except OSError as error:
            print(error.errno, error.args[0])
        """,
        files={"/mail/card.json": PAGE},
    )
    world.run_for(2)
    assert world.machine.console == "30 30\n"


def test_reading_and_listing(board):
    world = board(
        """
        import os
        print(os.listdir("/mail"), os.stat("/mail/A.txt")[6], os.stat("/mail")[0], os.stat("/MAIL/a.TXT")[0])
        with open("/mail/A.txt") as file:
            print(file.readline(), file.read(2), file.tell(), [line for line in file])
        with open("/mail/A.txt", "rb") as file:
            into = bytearray(3)
            file.seek(-3, 2)
            print(file.readinto(into), into, file.read())
        for path in ("/nowhere", "/mail"):
            try:
                open(path)
            except OSError as error:
                print(error.errno)
        """,
        files={"/mail/A.txt": "one\ntwo\nthree"},
    )
    world.run_for(2)
    assert world.machine.console.splitlines() == [
        "['A.txt'] 13 16384 32768",
        "one",
        " tw 6 ['o\\n', 'three']",
        "3 bytearray(b'ree') b''",
        "2",
        "21",
    ]


def test_boot_py_writes_in_place_with_one_erase_when_it_does_not_close(board):
    world = board(
        "print('code')", boot=PUBLISH.format(end="microcontroller.reset()"), files={"/mail/card.json": b" " * 4096}
    )
    seen = cut_at(world, 99)
    world.run_for(3)
    assert seen == [("flash erase", "/mail/card.json"), ("flash program", "/mail/card.json"), ("reset",)]
    assert world.drive.read("/mail/card.json") == PAGE
    assert world.machine.console == "code\n"


def test_closing_rewrites_the_folder_and_a_cut_there_loses_the_files_in_it(board):
    files = {"/mail/card.json": b" " * 4096, "/mail/other": b"o", "/kept": b"k"}
    world = board("print('code')", boot=PUBLISH.format(end="file.close()"), files=files)
    seen = cut_at(world, 4)
    world.run_for(3)
    assert seen[2:] == [("flash erase", "/mail"), ("flash program", "/mail")]
    world.power_on()
    world.hooks.clear()
    world.run_for(3)
    assert [path for path, _, _ in world.drive.files() if path.startswith("/mail")] == []
    assert world.drive.read("/kept") == b"k"


@pytest.mark.parametrize(("k", "content"), [(1, b" " * 4096), (2, b"\xff" * 4096), (3, PAGE)])
def test_a_cut_during_the_write_leaves_old_or_erased_or_new(board, k, content):
    world = board("", boot=PUBLISH.format(end="microcontroller.reset()"), files={"/mail/card.json": b" " * 4096})
    cut_at(world, k)
    world.run_for(3)
    assert world.machine.state == "off"
    assert world.drive.read("/mail/card.json") == content


def test_a_new_file_touches_the_fat_and_a_cut_there_costs_the_drive(board):
    world = board("print('code')", boot="open('/new', 'wb')", files={"/mail/card.json": PAGE})
    seen = cut_at(world, 2)
    world.run_for(3)
    assert seen == [("flash erase", "FAT"), ("flash program", "FAT")]
    world.hooks.clear()
    world.power_on()
    world.run_for(3)
    assert [path for path, _, _ in world.drive.files()] == ["/code.py"]
    assert world.machine.console == "Hello World!\n"


def test_forgetting_an_open_file_writes_nothing(board):
    world = board("", boot="file = open('/mail/card.json', 'r+b')\nfile = None", files={"/mail/card.json": PAGE})
    seen = cut_at(world, 99)
    world.run_for(3)
    assert seen == []


def test_after_remount_in_boot_code_may_write_and_the_host_may_not(board):
    world = board(
        "with open('/log', 'w') as file:\n    file.write('hi')\nimport time\ntime.sleep(9)",
        boot="import storage\nstorage.remount('/', readonly=False)",
    )
    world.cable.plug()
    world.run_for(3)
    assert world.machine.state == "running"
    assert world.cable.read("/log") == b"hi"
    with pytest.raises(RuntimeError, match="read-only for the host"):
        world.cable.copy("/x", b"")


def test_a_host_copies_late_and_in_pieces(board):
    world = board("import time\ntime.sleep(99)", boot="import supervisor\nsupervisor.runtime.autoreload = False")
    world.cable.plug()
    world.run_for(2)
    data = bytes(range(250)) * 8
    world.cable.copy("/mail/order.json", data)
    seen = []
    while world.cable.busy:
        world.run_for(0.05)
        if world.drive.is_file("/mail/order.json"):
            seen.append(world.drive.read("/mail/order.json"))
    assert {len(content) for content in seen} == {2000}, "the size is right from the start"
    assert seen[0] == b"\xff" * 2000
    assert len(set(seen)) == 5
    assert seen[-1] == data


def test_a_cable_pulled_in_the_middle_leaves_half_a_file(board):
    world = board("import time\ntime.sleep(99)", boot="import supervisor\nsupervisor.runtime.autoreload = False")
    world.cable.plug()
    world.run_for(2)
    world.cable.copy("/order.json", b"a" * 2000)
    world.run_for(1.3)
    world.cable.unplug()
    world.run_for(3)
    assert world.drive.read("/order.json") == b"a" * 1024 + b"\xff" * 976
    assert world.machine.state == "running", "the battery holds"
    with pytest.raises(RuntimeError, match="no host"):
        world.cable.read("/order.json")


def test_a_reset_breaks_a_copy_off(board):
    world = board("import microcontroller, time\ntime.sleep(1.5)\nmicrocontroller.reset()")
    world.machine.autoreload = False
    world.cable.plug()
    world.run_for(1.6)
    world.machine.autoreload = False
    world.cable.copy("/order.json", b"a" * 2000)
    world.run_for(2)
    assert not world.cable.busy
    assert b"\xff" in world.drive.read("/order.json")


def test_power_and_host_are_two_things(board):
    world = board("""
        import board, digitalio, supervisor, time
        vbus = digitalio.DigitalInOut(board.VBUS_SENSE)
        before = None
        while True:
            now = vbus.value, supervisor.runtime.usb_connected
            if now != before:
                print(*now)
                before = now
            time.sleep(0.05)
        """)
    world.run_for(2.5)
    for host in (False, True):
        world.cable.plug(host=host)
        world.run_for(1)
    world.cable.unplug()
    world.run_for(1)
    assert world.machine.console.splitlines() == ["False False", "True False", "True True", "False False"]


def test_without_a_battery_the_cable_is_the_power(board):
    world = board("import time\ntime.sleep(99)", on=False, battery=False)
    with pytest.raises(RuntimeError, match="no battery"):
        world.power_on()
    world.cable.plug()
    world.run_for(2)
    assert world.machine.state == "running"
    world.cable.unplug()
    assert world.machine.state == "off"


def test_auto_reload_restarts_code_after_a_host_write(board):
    program = "import supervisor, time\nprint(supervisor.runtime.run_reason)\ntime.sleep(99)"
    world = board(program, boot="print('boot')")
    world.cable.plug()
    world.run_for(2)
    world.cable.copy("/note.txt", b"n" * 4000)
    world.run_for(2.1)
    assert world.machine.console.split() == ["boot", "STARTUP"], "not while the host still writes"
    world.run_for(1)
    assert world.machine.console.split() == ["boot", "STARTUP", "AUTO_RELOAD"]
    assert world.drive.read("/note.txt") == b"n" * 4000, "USB stays up"


def test_auto_reload_can_be_switched_off_in_boot(board):
    program = "import supervisor, time\nprint(supervisor.runtime.autoreload)\ntime.sleep(99)"
    world = board(program, boot="import supervisor\nsupervisor.runtime.autoreload = False")
    world.cable.plug()
    world.run_for(2)
    world.cable.copy("/note.txt", b"n")
    world.run_for(5)
    world.cable.delete("/note.txt")
    world.run_for(5)
    assert world.machine.console == "False\n"


def test_usb_devices_are_chosen_in_boot_only(board):
    boot = """
        import supervisor, usb_cdc, usb_hid, usb_midi
        usb_cdc.enable(console=True, data=True)
        usb_hid.disable()
        usb_midi.disable()
        supervisor.set_usb_identification("WattKey", "WattKey")
        """
    code = """
        import time, usb_cdc, usb_hid
        try:
            usb_hid.disable()
        except RuntimeError as error:
            print(error)
        time.sleep(1)
        usb_cdc.data.timeout = 0.1
        usb_cdc.data.write(b"got " + usb_cdc.data.read(5))
        """
    world = board(code, boot=boot)
    world.cable.plug()
    world.cable.to_device += b"hello"
    world.run_for(4)
    assert world.cable.to_host == b"got hello"
    assert world.machine.console == "Cannot change USB devices now\n"


def test_usb_data_is_none_unless_enabled(board):
    world = board("import usb_cdc\nprint(usb_cdc.data, usb_cdc.console is not None)")
    world.run_for(2)
    assert world.machine.console == "None True\n"


def test_the_drive_of_a_device_holds_its_files_the_libraries_and_the_mail(tmp_path: Path):
    for name, text in {"code.py": "x", "lib/core/a.py": "y", "drivers/d.py": "z", "host/not.py": "-"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "lib/core/__pycache__").mkdir()
    (tmp_path / "lib/core/__pycache__/a.pyc").write_bytes(b"0")
    drive = Drive.from_tree(tmp_path)
    paths = {path for path, _, _ in drive.files()}
    assert {"/code.py", "/lib/core/a.py", "/drivers/d.py", "/lib/asyncio/core.py", "/lib/adafruit_ticks.py"} <= paths
    assert {"/lib/adafruit_matrixkeypad.py", "/lib/adafruit_displayio_ssd1306.py"} <= paths
    assert "/lib/adafruit_bus_device/spi_device.py" in paths
    assert not any("host" in path or "pycache" in path or "info" in path for path in paths)
    assert drive.read("/mail/card.json") == drive.read("/mail/report.json") == b" " * 4096
