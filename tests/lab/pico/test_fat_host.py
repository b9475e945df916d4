# test_fat_host.py - a host's view of the FAT image: it reads, writes and deletes files, and harms no other
import pytest

from wattkey_host import device_root
from wattkey_host.drive.contents import build
from wattkey_host.drive.fat import image
from wattkey_host.drive.fathost import FatHost
from wattkey_lab.pico.cuts import HostWrites, Ram, lost, of_a_copy
from wattkey_lab.pico.world import DRIVE_AT

FILES = {"/code.py": b"print(1)\n", "/lib/wattkey/a.py": bytes(range(256)) * 40, "/mail/card.json": b" " * 4096}
LONG = "/WK-1122334455667788-4.json"


@pytest.fixture
def disk():
    return Ram(image(FILES))


def test_it_reads_what_the_image_builder_wrote(disk):
    assert dict(FatHost(disk).files()) == FILES


@pytest.mark.parametrize("path", ["/a.txt", LONG, "/mail/Zweiter Auftrag 100,00 元.json", "/lib/wattkey/new.py"])
@pytest.mark.parametrize("size", [0, 1, 512, 4096, 9000])
def test_a_written_file_is_read_back_and_the_others_stay(disk, path, size):
    host = FatHost(disk)
    content = bytes(i % 251 for i in range(size))
    host.write(path, content)
    assert dict(FatHost(disk).files()) == FILES | {path: content}
    assert host.node(path.upper()).name == path.rpartition("/")[2]


def test_a_file_in_the_place_of_another_and_a_deleted_one(disk):
    host = FatHost(disk)
    before = bytes(disk.image[4096:8192])  # the FAT
    host.write(LONG, b"one" * 3000)
    host.write(LONG, b"two")
    assert host.read(LONG) == b"two"
    host.delete(LONG)
    assert dict(host.files()) == FILES
    assert bytes(disk.image[4096:8192]) == before


@pytest.mark.parametrize("name", ["a.bak", "Another, longer name.img"])
def test_another_name_is_that_of_the_clusters_that_were_there(disk, name):
    host = FatHost(disk)
    cluster = host.node("/lib/wattkey/a.py").cluster
    host.rename("/lib/wattkey/a.py", name)
    there = host.node("/lib/wattkey/" + name)
    assert (there.cluster, host.node("/lib/wattkey/a.py")) == (cluster, None)
    assert host.read("/lib/wattkey/" + name) == FILES["/lib/wattkey/a.py"]
    with pytest.raises(FileNotFoundError):
        host.rename("/gone", name)


def test_a_patch_changes_only_its_bytes(disk):
    FatHost(disk).patch("/lib/wattkey/a.py", 4090, b"X" * 20)
    content = FILES["/lib/wattkey/a.py"]
    assert dict(FatHost(disk).files())["/lib/wattkey/a.py"] == content[:4090] + b"X" * 20 + content[4110:]


def test_a_full_drive_and_a_missing_file_are_errors(disk):
    host = FatHost(disk)
    with pytest.raises(OSError, match="full"):
        host.write("/big.bin", bytes(1 << 20))
    with pytest.raises(FileNotFoundError):
        host.delete("/none.txt")


def test_a_host_erases_a_whole_sector_before_it_programs_it():
    drive = image(FILES)
    cuts = list(of_a_copy(drive, b"", LONG, b"x"))
    assert {cut.kind for cut in cuts} == {"erase", "program"}
    assert not lost(cuts[-1].drive, FILES)
    wiped = HostWrites(drive, b"")
    wiped.write(8, drive[4096:4608])
    assert lost(wiped.cuts[0].drive, FILES) == ("/lib/wattkey/a.py",)  # its clusters are in no chain any more


def test_a_host_sets_the_dirty_flag_and_clears_it_in_the_boot_sectors_own_erase_sector():
    drive = image(FILES)
    boot = [cut for cut in of_a_copy(drive, b"", LONG, b"x") if cut.address == DRIVE_AT]
    assert [cut.kind for cut in boot] == ["erase", "program"] * 2
    assert [cut.drive[37] & 1 for cut in boot] == [1, 1, 1, 0]
    assert [lost(cut.drive, FILES) == tuple(FILES) for cut in boot] == [True, False] * 2


@pytest.mark.parametrize(("companions", "most"), [(False, 27), (True, 13)])
def test_the_root_is_full_after_so_many_orders_and_a_folder_takes_more(companions, most):
    disk = Ram(image(build(device_root(), mpy=True)))
    host = FatHost(disk)

    def drop(folder, number):
        name = f"WK-1122334455667788-{number}.json"
        host.write(f"{folder}/{name}", b"{}")
        if companions:
            host.write(f"{folder}/._{name}", b"\0\5\x16\7")

    for number in range(1, most + 1):
        drop("", number)
    with pytest.raises(OSError, match="the folder is full"):
        drop("", most + 1)
    for number in range(1, 6):
        drop("/orders", number)
    assert len([path for path, _ in host.files("/orders")]) == 1 + 5 * (1 + companions)


def test_a_folder_grows_where_the_root_cannot():
    """A cluster holds 128 entries, an order takes three or four."""
    disk = Ram(image(FILES | {"/orders/a.txt": b"a"}))
    host = FatHost(disk)
    wanted = {f"/orders/WK-1122334455667788-{n}.json": b"%d" % n for n in range(1, 101)}
    for path, content in wanted.items():
        host.write(path, content)
    assert dict(FatHost(disk).files()) == FILES | wanted | {"/orders/a.txt": b"a"}


def test_a_file_says_when_it_was_changed(disk):
    host = FatHost(disk)
    host.now = lambda: 1_767_225_599  # 2025-12-31 23:59:59, seconds are even
    host.write("/a.txt", b"a")
    entry = bytes(disk.image[disk.image.index(b"A       TXT") :][:32])
    assert int.from_bytes(entry[24:26], "little") == (2025 - 1980) << 9 | 12 << 5 | 31
    assert int.from_bytes(entry[22:24], "little") == 23 << 11 | 59 << 5 | 29
