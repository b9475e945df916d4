# test_foreign.py - files in folders that others can write too: new, whole, and through no link
"""Every command that writes into a folder which was named to it."""

import os
import stat

import pytest

from wattkey_host import foreign
from wattkey_host.drive.dragged import put
from wattkey_host.sim.chip.memory import Cells, Memory
from wattkey_host.vend.book.boxreadings import write_csv


@pytest.fixture
def ours(tmp_path):
    path = tmp_path / "ours"
    path.write_bytes(b"ours")
    return path


@pytest.fixture
def drive(tmp_path):
    (tmp_path / "drive").mkdir()
    return tmp_path / "drive"


WRITES = {
    "bytes": lambda target: foreign.write(target, b"new"),
    "the drive of a device": lambda target: put({"/" + target.name: b"new"}, target.parent),
    "its mail": lambda target: put({"/mail/card.json": b"new"}, target.parent),
    "the readings of boxes": lambda target: write_csv([], target),
    "a chip on the desk": lambda target: Memory(Cells(b"serial00", b"k" * 16), target).write(order=1),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_link_is_never_written_through(drive, ours, write):
    target = drive / "target.csv"
    (drive / "mail").mkdir()
    links = [drive / name for name in (target.name, target.name + ".part", target.name + ".new", "mail/card.json")]
    for link in links:
        link.symlink_to(ours)
    write(target)
    assert ours.read_bytes() == b"ours"
    assert [link.name for link in links if not link.is_symlink()] in ([target.name], ["card.json"])


def test_a_folder_that_is_a_link_leads_nowhere(drive, tmp_path):
    (tmp_path / "home").mkdir()
    (drive / "lib").symlink_to(tmp_path / "home")
    with pytest.raises(OSError, match="lib is a link"):
        put({"/lib/wattkey/meter.py": b"new"}, drive)
    assert not list((tmp_path / "home").iterdir())


def test_two_writes_never_use_one_name(drive, monkeypatch):
    names = []
    really = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest: names.append(path.name) or really(path, *rest))
    for _ in range(2):
        foreign.write(drive / "a.json", b"new")
    assert len(set(names)) == 2
    assert all(name.startswith("a.json.") and len(name) == len("a.json..part") + 16 for name in names)


def test_a_write_that_breaks_off_leaves_what_was_there(drive):
    (drive / "a.csv").write_text("before")
    with pytest.raises(KeyboardInterrupt), foreign.fresh(drive / "a.csv") as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert [(path.name, path.read_text()) for path in drive.iterdir()] == [("a.csv", "before")]


def test_a_pipe_that_was_named_is_written_to_and_stays(drive):
    pipe = drive / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with foreign.table(pipe) as file:
        file.write("a,b\n")
    assert os.read(reader, 100) == b"a,b\n"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
