# test_drive_fat.py - the image read back by another reader: names, content, and where everything lies
import random
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattkey_host.drive.fat import CLUSTER, CLUSTERS, DriveFull, image

ERASE = 4096  # what the flash erases at once
NAMES = [
    "code.py", "README.TXT", "Mixed.py", "CAPS.low", "low.CAP", ".Trashes", ".metadata_never_index", "settings.toml",
    "font16.LICENSE.txt", "name with spaces.txt", "a.b.c", "noextension", "exactly13.txt", "x" * 255, "电.json",
    "thirteenchars", "adafruit_one.py", "adafruit_two.py", "ADAFRU~1.PY", "🔌.txt", "_under-score~.py",
]  # fmt: skip


def test_every_kind_of_name_comes_back(volume):
    files = {"/" + name: name.encode() for name in NAMES} | {f"/deep/er/{name}": b"" for name in NAMES}
    assert volume(image(files)).files == files


@pytest.mark.parametrize("size", [0, 1, 511, 512, 4095, 4096, 4097, 60_000])
def test_every_size_comes_back(volume, size):
    content = random.Random(size).randbytes(size)
    assert volume(image({"/a": b"x", "/f/b": content, "/z": b"y"})).files["/f/b"] == content


def test_it_is_laid_out_so_that_nothing_shares_an_erase_sector(volume):
    seen = volume(image({f"/folder{n}/file.txt": b"abc" for n in range(20)}))
    assert (seen.sector, seen.sectors, seen.reserved, seen.root_entries, seen.per_cluster) == (512, 2048, 8, 128, 8)
    assert seen.reserved * seen.sector == ERASE  # the FAT
    assert (seen.root_at, seen.data_at, seen.cluster_bytes) == (2 * ERASE, 3 * ERASE, ERASE)
    used = [cluster for chain in seen.places.values() for cluster in chain]
    assert len(used) == len(set(used)) == 40


def test_every_file_is_in_one_piece(volume):
    seen = volume(image({f"/f/{n}": bytes(5000 * n) for n in range(12)}))
    for chain in seen.places.values():
        assert chain == list(range(chain[0], chain[0] + len(chain))) if chain else True


def test_a_folder_of_many_names_spans_clusters(volume):
    files = {f"/many/a rather long name {n}.txt": b"" for n in range(100)}
    seen = volume(image(files))
    assert seen.files == files
    assert len(seen.places["/many"]) == 3


def test_label_and_boot_signature(volume):
    made = image({"/a": b""})
    assert volume(made).label == "WATTKEY"
    assert made[510:512] == b"\x55\xaa"
    assert made[54:62] == b"FAT12   "
    assert len(made) == 1 << 20


def test_the_same_files_give_the_same_image_and_others_another_serial_number():
    assert image({"/a": b"1"}) == image({"/a": b"1"})
    assert image({"/a": b"1"})[39:43] != image({"/a": b"2"})[39:43]


def test_free_clusters_are_as_erased_flash(volume):
    made = image({"/a": b"1"})
    (cluster,) = volume(made).places["/a"]
    assert cluster == 2
    assert set(made[3 * ERASE + CLUSTER :]) == {0xFF}
    assert set(made[3 * ERASE + 1 : 3 * ERASE + CLUSTER]) == {0}


def test_the_drive_takes_as_much_as_fits_and_says_when_no_more_does(volume):
    full = bytes(CLUSTER * CLUSTERS)
    assert volume(image({"/a": full})).files["/a"] == full
    with pytest.raises(DriveFull, match="253 clusters"):
        image({"/a": full, "/b": b"1"})
    with pytest.raises(DriveFull, match="root folder needs 129 entries of 128"):
        image({f"/f{n}": b"" for n in range(128)})


@pytest.mark.parametrize("name", ["/a:b", "/what?", "/dot.", "/space ", "/" + "x" * 256, "/a//b", "/new\nline"])
def test_a_name_that_fat_cannot_hold_is_refused(name):
    with pytest.raises(ValueError, match="not a name"):
        image({name: b""})


def test_names_that_differ_in_letters_only_are_refused():
    with pytest.raises(ValueError, match="twice"):
        image({"/Code.py": b"", "/code.PY": b""})
    with pytest.raises(ValueError, match="file and a folder"):
        image({"/a": b"", "/A/b": b""})


LETTERS = st.text("abcXYZ09._-~ é电", min_size=1, max_size=30).filter(lambda n: n[-1] not in ". " and n.strip("."))


@given(st.dictionaries(LETTERS, st.binary(max_size=9000), max_size=12))
@settings(max_examples=40, deadline=None)
def test_any_files_come_back(volume, files):
    files = {"/f/" + name: content for name, content in files.items()}
    unique = {path.lower(): path for path in files}
    files = {path: files[path] for path in unique.values()}
    assert volume(image(files)).files == files


@pytest.mark.skipif(not shutil.which("fsck.fat"), reason="no fsck.fat (Debian package dosfstools)")
def test_fsck_finds_nothing(tmp_path):
    (tmp_path / "img").write_bytes(image({f"/{folder}/{name}": b"abc" * 999 for folder in "ab" for name in NAMES[:-6]}))
    done = subprocess.run(["fsck.fat", "-n", tmp_path / "img"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
