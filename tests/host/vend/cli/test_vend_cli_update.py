# test_vend_cli_update.py - a shop keeps images of the firmware, offers the newest, hands it over and tidies the drive
import json
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from fakes.images import small
from wattkey import VERSION
from wattkey_host.drive.dragged import with_key
from wattkey_host.drive.signature import modulus


@cache
def key():
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def plugged(issued, tmp_path):
    """A handheld that runs VERSION from an image, and three images in a folder."""
    for version in ("0.0.8", VERSION, "9.0.0", "9.1.0"):
        (tmp_path / f"wattkey-{version}.img").write_bytes(small(version, key=key()))
    for version in ("0.0.8", VERSION):
        (issued.drive / f"wattkey-{version}.img").write_bytes(small(version, key=key()))
    card = {"wattkey": 1, "type": "card", "serial": "57574b0000000001", "issue": 1, "card": "0" * 16, "meter": "0" * 12}
    card |= {"order": 0, "count": 0, "firmware": VERSION}
    (issued.drive / "mail" / "card.json").write_text(json.dumps(card).ljust(4096))
    return issued


def on(drive):
    return sorted(path.name for path in drive.glob("*.img*"))


def test_the_newest_is_handed_over_and_the_one_that_runs_stays(plugged, tmp_path):
    for version in ("9.1.0", "9.0.0"):
        assert plugged.json("update", "--image", tmp_path / f"wattkey-{version}.img") == {"version": "9.1.0"}
    told = plugged.json("update", plugged.drive)
    assert told["path"] == str(plugged.drive / "wattkey-9.1.0.img")
    assert (told["running"], told["removed"]) == (VERSION, ["wattkey-0.0.8.img"])
    assert on(plugged.drive) == [f"wattkey-{VERSION}.img", "wattkey-9.1.0.img"]
    assert (plugged.drive / "wattkey-9.1.0.img").read_bytes() == small("9.1.0", key=key())


@pytest.mark.parametrize("command", ["update", "watch"])
def test_the_one_that_runs_stays_under_another_name_too(plugged, tmp_path, command):
    drive = plugged.drive
    (drive / f"wattkey-{VERSION}.img").rename(drive / "copy of it.img")
    (drive / "wattkey-8.0.0.img").write_bytes(small("8.0.0", key=key()))  # came, and was refused
    plugged.run("update", "--image", tmp_path / "wattkey-9.0.0.img")
    if command == "update":
        plugged.run("update", drive)
        assert on(drive) == ["copy of it.img", "wattkey-9.0.0.img"]
    else:
        plugged.run("watch", "--once", "--at", drive)
        assert on(drive) == ["copy of it.img", "wattkey-8.0.0.img"]


def test_a_report_is_the_moment_to_offer_it(plugged, tmp_path):
    plugged.sell("--to", plugged.drive)
    plugged.device()
    assert "vend update" not in plugged.run("receive", plugged.drive).output
    plugged.run("update", "--image", tmp_path / "wattkey-9.0.0.img")
    assert f"Version 9.0.0 is here for it: wattkey vend update {plugged.drive}" in plugged.run(
        "receive", plugged.drive
    ).output.replace("\n", " ")


def test_nothing_newer_is_no_reason_to_write(plugged, tmp_path):
    plugged.run("update", "--image", tmp_path / f"wattkey-{VERSION}.img")
    before = on(plugged.drive)
    assert "has nothing newer" in plugged.run("update", plugged.drive).output
    assert on(plugged.drive) == before


@pytest.mark.parametrize("signer", ["ours", "another's"])
def test_what_the_handheld_would_refuse_is_not_handed_over(plugged, tmp_path, signer):
    other = rsa.generate_private_key(65537, 2048) if signer != "ours" else key()
    (plugged.drive / "settings.toml").write_bytes(with_key(b"", "ACME", modulus(other.public_key())))
    plugged.run("update", "--image", tmp_path / "wattkey-9.0.0.img")
    result = plugged.run("update", plugged.drive, code=signer != "ours")
    assert ("takes only what ACME has signed" in result.output) is (signer != "ours")
    assert ("wattkey-9.0.0.img" in on(plugged.drive)) is (signer == "ours")


def test_what_is_no_image_or_half_of_one_is_not_kept(plugged, tmp_path):
    half = tmp_path / "half.img"
    half.write_bytes(small("9.2.0")[:-512])
    assert "is not whole" in plugged.run("update", "--image", half, code=1).output
    half.write_bytes(b"whatever")
    assert "is no image of WattKey" in plugged.run("update", "--image", half, code=1).output
    assert "has no image" in plugged.run("update", plugged.drive, code=1).output


def test_a_drive_of_loose_files_is_told_how_to_come_to_an_image(plugged, tmp_path):
    (plugged.drive / "lib" / "wattkey").mkdir(parents=True)
    (plugged.drive / "lib" / "wattkey" / "__init__.py").write_text("")
    plugged.run("update", "--image", tmp_path / "wattkey-9.0.0.img")
    result = plugged.run("update", plugged.drive, code=1)
    assert f"wattkey drive {plugged.drive} --mpy" in result.output.replace("\n", " ")
    assert "wattkey-9.0.0.img" not in on(plugged.drive)


def test_who_serves_a_handheld_removes_old_images_and_neither_the_running_nor_a_newer_one(plugged):
    (plugged.drive / "wattkey-9.0.0.img").write_bytes(small("9.0.0", key=key()))
    (plugged.drive / "holiday.img").write_bytes(b"a picture")
    told = plugged.run("watch", "--once", "--at", plugged.drive).output
    assert "wattkey-0.0.8.img" in told
    assert on(plugged.drive) == ["holiday.img", f"wattkey-{VERSION}.img", "wattkey-9.0.0.img"]
    (plugged.drive / f"wattkey-{VERSION}.img").unlink()  # from which it runs no more: who knows from what it does
    (plugged.drive / "wattkey-0.0.8.img").write_bytes(small("0.0.8", key=key()))
    plugged.run("watch", "--once", "--at", plugged.drive)
    assert on(plugged.drive) == ["holiday.img", "wattkey-0.0.8.img", "wattkey-9.0.0.img"]
