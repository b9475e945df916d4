# test_realfolder.py - a folder of this PC as the drive: both sides see what the other puts there
import json

import pytest

from wattkey_host.touch.realfolder import Folder


@pytest.fixture
def drive(tmp_path):
    return tmp_path / "drive"


def test_a_purchase_by_a_real_folder(make, drive):
    table = make(drive=drive)
    assert (drive / "code.py").read_bytes() == table.engine.scene.world.drive.read("/code.py")
    table.go(1)
    assert json.loads((drive / "mail/card.json").read_text())["meter"] == "000000123456"
    table.ok("usb.plug")
    table.go(1)
    table.ok("counter.sell", amount="20.00")
    name = table.seen["counter"]["purchases"][0]["file"]
    (drive / name).write_bytes(table.engine.scene.counter.file(name))
    table.sees("20.00 / received")
    (drive / name).unlink()
    table.go(2)
    assert not table.engine.scene.world.drive.is_file("/" + name)
    table.go(12)
    table.ok("usb.unplug")
    table.until(lambda: json.loads((drive / "mail/card.json").read_text())["order"] == 1)


def test_what_is_put_there_without_a_cable_waits_for_it(make, drive):
    table = make(drive=drive)
    table.go(1)
    (drive / "note.txt").write_text("hello")
    table.go(3)
    assert not table.engine.scene.world.drive.is_file("/note.txt")
    table.ok("usb.plug")
    table.until(lambda: table.engine.scene.world.drive.is_file("/note.txt"))
    table.go(3)
    assert table.engine.scene.world.drive.read("/note.txt") == b"hello"
    assert (drive / "note.txt").read_text() == "hello"


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ValueError, match="not the drive of a device"):
        Folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_link_in_the_folder_is_neither_read_nor_written_through(make, drive, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("mine")
    table = make(drive=drive)
    table.ok("usb.plug")
    (drive / "secret.txt").symlink_to(secret)
    table.go(4)
    assert not table.engine.scene.world.drive.is_file("/secret.txt")
    assert secret.read_text() == "mine"


def test_the_sources_are_not_taken_for_a_drive_though_code_py_lies_there(tmp_path):
    for name in ("code.py", "pyproject.toml"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(ValueError, match="not the drive of a device"):
        Folder(tmp_path)


def test_a_circuitpython_project_of_somebody_s_own_is_left_alone(tmp_path):
    for name in ("code.py", "settings.toml"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(ValueError, match="not the drive of a device"):
        Folder(tmp_path)


def test_what_is_hidden_stays_as_it_is_on_either_side(make, drive):
    (drive / ".git").mkdir(parents=True)
    for name in (".git/config", "code.py", "boot_out.txt"):
        (drive / name).write_text("mine")
    table = make(drive=drive)
    table.go(1)
    table.ok("usb.plug")
    table.go(5)
    assert (drive / ".git" / "config").read_text() == "mine"
    assert table.engine.scene.world.drive.is_file("/.metadata_never_index")
    assert not table.engine.scene.world.drive.is_file("/.git/config")
