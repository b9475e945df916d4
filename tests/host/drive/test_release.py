# test_release.py - what a release is made of: the same archive for the same files, notes from the changelog
import io
import zipfile

import pytest

from wattkey_host import device_root
from wattkey_host.drive.pack import shipped
from wattkey_host.drive.release import archive, notes


def test_the_archive_holds_the_drive_and_is_the_same_each_time():
    files = shipped(device_root())
    whole = archive(files)
    assert archive(dict(reversed(files.items()))) == whole
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        assert {"/" + path: packed.read(path) for path in packed.namelist()} == files


def test_the_notes_are_the_topmost_part_of_the_changelog():
    assert notes("# Changelog\n\n## 1.1.0\n\n- new\n\n## 1.0.0\n\n- old\n") == "# 1.1.0\n\n- new\n"
    with pytest.raises(ValueError, match="no heading"):
        notes("# Changelog\n")
    text = (device_root() / "CHANGELOG.md").read_text(encoding="utf-8")
    assert notes(text).count("\n# ") == 0
