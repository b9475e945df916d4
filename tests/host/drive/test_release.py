# test_release.py - what a release is made of: the same archive for the same files, notes from the changelog
import io
import json
import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from wattkey_host import device_root
from wattkey_host.drive.bill import locked
from wattkey_host.drive.pack import shipped
from wattkey_host.drive.release import archive, clear, materials, notes

ROOT = Path(__file__).parents[3]


def test_the_archive_holds_the_drive_and_is_the_same_each_time():
    files = shipped(device_root())
    whole = archive(files)
    assert archive(dict(reversed(files.items()))) == whole
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        assert {"/" + path: packed.read(path) for path in packed.namelist()} == files


def test_every_package_of_a_release_is_locked_with_hashes_at_the_version_that_is_pinned():
    """All that pip would bring, what is needed by what is needed too."""
    lock = locked((ROOT / "requirements.lock").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["counter"], *extras["postgresql"], *extras["web"]]
    pins = dict(re.sub(r"\[.*\]", "", pin).split("==") for pin in wanted)
    assert {name: lock[name][0] for name in pins} == pins
    assert len(lock) > len(pins)
    assert [name for name, (_, hashes) in lock.items() if not hashes] == []


def test_the_bill_of_materials_names_each_with_its_hashes():
    made = materials(ROOT, "9.9.9")
    assert list(made) == ["requirements.lock", "wattkey-9.9.9.cdx.json"]
    told = json.loads(made["wattkey-9.9.9.cdx.json"])
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    parts = {part["purl"]: part for part in told["components"]}
    for name, (version, hashes) in locked(made["requirements.lock"].decode()).items():
        files = parts[f"pkg:pypi/{name}@{version}"]["externalReferences"]
        assert [file["hashes"][0]["content"] for file in files] == hashes
    assert any("adafruit" in purl for purl in parts)
    assert told["dependencies"][0]["dependsOn"] == sorted(parts)
    assert materials(ROOT, "9.9.9") == made


def test_only_what_a_release_has_made_goes_from_its_folder(tmp_path):
    clear(tmp_path / "new")
    (tmp_path / "SHA256SUMS").write_text("0  old.img\n")
    (tmp_path / "old.img").write_bytes(b"old")
    clear(tmp_path / "sub")
    (tmp_path / "sub").rmdir()
    (tmp_path / "new").rmdir()
    clear(tmp_path)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ValueError, match="mine.txt, which no release has made"):
        clear(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_the_notes_are_the_topmost_part_of_the_changelog():
    assert notes("# Changelog\n\n## 1.1.0\n\n- new\n\n## 1.0.0\n\n- old\n") == "# 1.1.0\n\n- new\n"
    with pytest.raises(ValueError, match="no heading"):
        notes("# Changelog\n")
    text = (device_root() / "CHANGELOG.md").read_text(encoding="utf-8")
    assert notes(text).count("\n# ") == 0
