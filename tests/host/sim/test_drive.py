# test_drive.py - the drive's tree, as a host changes it
import pytest

from wattkey_host.sim.drive import Drive


def test_a_folder_goes_when_nothing_is_in_it_and_not_before():
    drive = Drive()
    drive.write("/mail/order.json", b"{}")
    with pytest.raises(OSError, match="not empty"):
        drive.delete("/mail")
    drive.delete("/mail/order.json")
    drive.delete("/mail")
    assert drive.names("/") == []


def test_what_is_not_there_cannot_go():
    with pytest.raises(FileNotFoundError):
        Drive().delete("/mail")


def test_names_follow_what_comes_and_goes():
    drive = Drive()
    assert drive.names("/") == []
    drive.write("/b.json", b"")
    drive.make_folder("/a")
    assert drive.names("/") == ["b.json", "a"]
    drive.delete("/b.json")
    assert drive.names("/") == ["a"]
