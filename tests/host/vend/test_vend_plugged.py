# test_vend_plugged.py - the drive and the outbox: whole files, nothing overwritten, only used-up orders removed
"""Folders stand for drives, as they do for the program."""

import json
import os

import pytest

from wattkey import orders
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.cli.plugged import read_report, tidy, write_order
from wattkey_host.vend.errors import VendError

APPLE_DOUBLE = b"\0\5\x16\7\0\2\0\0Mac OS X"
NAME = "WK-0000000000000001-1.json"


@pytest.fixture
def drive(tmp_path):
    (tmp_path / "drive" / "mail").mkdir(parents=True)
    return tmp_path / "drive"


def test_a_document_is_written_whole_and_nothing_is_left_beside_it(drive):
    assert write_order(drive, NAME, b"one") == drive / NAME
    assert (drive / NAME).read_bytes() == b"one"
    assert sorted(p.name for p in drive.iterdir()) == [NAME, "mail"]


def test_the_same_document_again_is_not_written_again(drive):
    write_order(drive, NAME, b"one")
    os.utime(drive / NAME, (1, 1))
    write_order(drive, NAME, b"one")
    assert (drive / NAME).stat().st_mtime == 1


def test_another_file_of_that_name_is_never_overwritten(drive):
    (drive / NAME).write_bytes(b"another")
    with pytest.raises(VendError, match="another file"):
        write_order(drive, NAME, b"one")
    assert (drive / NAME).read_bytes() == b"another"


def test_neither_a_folder_nor_a_dead_link_is_replaced(drive):
    (drive / NAME).mkdir()
    (drive / "b.json").symlink_to(drive / "nowhere")
    for name in (NAME, "b.json"):
        with pytest.raises(VendError, match="another file"):
            write_order(drive, name, b"one")
    assert (drive / "b.json").is_symlink()


def test_a_write_that_fails_leaves_nothing(drive, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_order(drive, NAME, b"one")
    assert [p.name for p in drive.iterdir()] == ["mail"]


def test_a_cut_write_is_taken_up_again(drive):
    cut, others = drive / f"{NAME}.{'0' * 16}.part", drive / f"{NAME}.part"
    for path in (cut, others):
        path.write_bytes(b"on")
    write_order(drive, NAME, b"one")
    assert cut.exists()  # whoever writes it may be at it yet
    (drive / NAME).unlink()
    os.utime(cut, (1, 1))
    write_order(drive, NAME, b"one")
    assert sorted(p.name for p in drive.iterdir()) == [NAME, others.name, "mail"]


def test_no_link_that_lies_there_is_written_through(drive, tmp_path, monkeypatch):
    """Every name that a write uses is a link to our keys before it is made: whatever it is called."""
    ours = tmp_path / "keys.json"
    ours.write_bytes(b"keys")
    (drive / f"{NAME}.part").symlink_to(ours)
    really = os.open

    def laid(path, flags, *rest, **more):
        if flags & os.O_CREAT and not os.path.lexists(path):
            os.symlink(ours, path)
        return really(path, flags, *rest, **more)

    write_order(drive, NAME, b"one")
    monkeypatch.setattr(os, "open", laid)
    with pytest.raises(FileExistsError):
        write_order(drive, "b.json", b"two")
    assert ours.read_bytes() == b"keys"
    assert ((drive / NAME).read_bytes(), (drive / NAME).is_symlink()) == (b"one", False)


def test_the_report_is_found_on_a_drive_or_by_its_own_name(drive):
    report = drive / "mail" / "report.json"
    report.write_bytes(b"text")
    assert read_report(drive) == read_report(report) == b"text"


def test_a_drive_without_a_report_says_where_it_was_looked_for(drive):
    with pytest.raises(VendError, match=r"mail.report\.json"):
        read_report(drive)


def test_a_huge_report_is_not_read_whole(drive):
    (drive / "mail" / "report.json").write_bytes(bytes(1 << 20))
    assert len(read_report(drive)) == orders.LIMIT + 1


def test_used_up_orders_are_removed_from_root_and_mail_however_they_are_called(desk, drive):
    first, second = desk.sell(10000, "P1"), desk.sell(5000, "P2")
    text = Desk(desk.shop).document(first)
    files = [drive / NAME, drive / "WK-0000000000000001-1 (1).json", drive / "mail" / NAME]
    for file in files:
        file.write_bytes(text)
    write_order(drive, second.file_name, Desk(desk.shop).document(second))
    desk.deliver(first)
    assert tidy(Desk(desk.shop), drive) == ([], [])  # the ledger does not know it yet
    desk.receive()
    removed, left = tidy(Desk(desk.shop), drive)
    assert (sorted(removed), left) == (sorted(files), [])
    assert [p.name for p in drive.glob("*.json")] == [second.file_name]


def test_the_folder_for_orders_is_tidied_and_companions_that_lost_their_file(desk, drive):
    """macOS gives each file a companion, and does not take it away with the file."""
    purchase = desk.sell()
    (drive / "orders").mkdir()
    order, twin = drive / "orders" / NAME, drive / "orders" / ("._" + NAME)
    order.write_bytes(Desk(desk.shop).document(purchase))
    twin.write_bytes(APPLE_DOUBLE)
    alone, photo, mine = drive / "._WK-old.json", drive / "._photo.jpg", drive / "._mine.json"
    alone.write_bytes(APPLE_DOUBLE)
    photo.write_bytes(APPLE_DOUBLE)
    mine.write_bytes(b"no companion")
    assert tidy(Desk(desk.shop), drive) == ([alone], [])
    desk.deliver(purchase)
    desk.receive()
    assert tidy(Desk(desk.shop), drive) == ([order, twin], [])
    assert photo.exists() and mine.exists()


def test_only_exactly_the_documents_of_the_ledger_are_removed(desk, drive):
    purchase = desk.sell()
    text = Desk(desk.shop).document(purchase)
    desk.deliver(purchase)
    desk.receive()
    doc = json.loads(text)
    keep = {
        "amount.json": json.dumps({**doc, "amount": "1.00"}).encode(),
        "mac.json": json.dumps({**doc, "mac": "00" * 16}).encode(),
        "order.json": json.dumps({**doc, "order": 2}).encode(),
        "card.json": json.dumps({**doc, "card": "0000000000000002"}).encode(),
        "more.json": text + b"x",
        "huge.json": text.ljust(orders.LIMIT + 1),
        "photo.txt": text,
        "empty.json": b"",
        "rubbish.json": b"\xff\x00",
        "report.json": desk.report(),
    }
    for name, content in keep.items():
        (drive / name).write_bytes(content)
        (drive / "mail" / name).write_bytes(content)
    (drive / "elsewhere").write_bytes(text)
    (drive / "link.json").symlink_to(drive / "elsewhere")
    (drive / "folder.json").mkdir()
    assert tidy(Desk(desk.shop), drive) == ([], [])
    assert {p.name for p in (drive / "mail").iterdir()} == set(keep)
    assert {p.name for p in drive.iterdir()} == {*keep, "mail", "elsewhere", "link.json", "folder.json"}


def test_the_same_document_with_other_spaces_is_used_up_too(desk, drive):
    purchase = desk.sell()
    (drive / "a.json").write_bytes(json.dumps(json.loads(Desk(desk.shop).document(purchase)), indent=2).encode())
    desk.deliver(purchase)
    desk.receive()
    assert tidy(Desk(desk.shop), drive)[0] == [drive / "a.json"]


def test_what_cannot_be_removed_is_named_and_stops_nothing(desk, drive, monkeypatch):
    purchase = desk.sell()
    write_order(drive, "a.json", Desk(desk.shop).document(purchase))
    write_order(drive, "b.json", Desk(desk.shop).document(purchase))
    desk.deliver(purchase)
    desk.receive()
    unlink = type(drive).unlink

    def locked(path, missing_ok=False):
        if path.name == "a.json":
            raise PermissionError(13, "locked")
        unlink(path, missing_ok)

    monkeypatch.setattr(type(drive), "unlink", locked)
    assert tidy(Desk(desk.shop), drive) == ([drive / "b.json"], [drive / "a.json"])
