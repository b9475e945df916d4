# test_board_drive.py - the drive as the device sees it: EROFS, in-place writes, torn sectors
"""What a power cut may cost is counted in flash sectors."""

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


def test_the_drive_of_a_device_holds_its_files_the_libraries_and_the_mail(tmp_path: Path):
    for name, text in {"code.py": "x", "lib/core/a.py": "y", "drivers/d.py": "z", "host/not.py": "-"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "lib/core/__pycache__").mkdir()
    (tmp_path / "lib/core/__pycache__/a.pyc").write_bytes(b"0")
    drive = Drive.from_tree(tmp_path)
    paths = {path for path, _, _ in drive.files()}
    assert {"/code.py", "/lib/core/a.py", "/drivers/d.py", "/lib/asyncio/core.py", "/lib/adafruit_ticks.py"} <= paths
    assert "/lib/adafruit_matrixkeypad.py" in paths
    assert "/lib/adafruit_bus_device/spi_device.py" in paths
    assert not any("host" in path or "pycache" in path or "info" in path for path in paths)
    assert drive.read("/mail/card.json") == drive.read("/mail/report.json") == b" " * 4096
