# test_updates.py - what `wattkey pico --updates` starts from: the flash at each cut, and what nvm knows of an image
import random

from typer.testing import CliRunner

from fakes.images import note as noted
from fakes.images import small
from wattkey_host import cli, device_root
from wattkey_host.drive.contents import loaders
from wattkey_host.drive.imagefile import name
from wattkey_lab.pico import twoversions as versions
from wattkey_lab.pico.cuts import ERASE
from wattkey_lab.pico.trunks import files, of_a_drop
from wattkey_lab.pico.updates import Tally
from wattkey_lab.pico.world import DRIVE_AT


def test_each_cut_of_a_copy_leaves_the_proved_version_but_in_the_erase_of_a_table():
    both = versions.Versions(small("1.0.0"), small("1.1.0"), loaders(device_root()))
    cuts = list(of_a_drop(both))
    assert len(cuts) == 24
    path = "/" + name(versions.OLD)
    lost = [number for number, cut in enumerate(cuts) if files(cut.drive).get(path) != both.old]
    assert {number % 2 for number in lost} == {0}  # behind each erase comes what it was erased for
    assert {cuts[number].address for number in lost} == {DRIVE_AT, DRIVE_AT + 2 * ERASE}  # boot sector and FAT; root


def test_what_nvm_knows_of_an_image_is_what_the_loader_notes():
    whole = small("1.1.0")
    assert versions.note(whole) == noted(whole)
    assert len(versions.slot(versions.WANTED, versions.note(whole))) == 16


def test_an_edit_is_one_byte():
    whole = small("1.1.0")
    edited = versions.edited(whole, versions.edit(whole, random.Random(1)))
    assert sum(one != other for one, other in zip(whole, edited, strict=True)) == 1


def test_ctrl_c_ends_it_with_what_stands(monkeypatch):
    def stopped(_parts: object, _language: str, _tell: object, _sample: int, tally: Tally, _hosted: bool) -> None:
        tally.edits = 80
        raise KeyboardInterrupt

    monkeypatch.setattr("wattkey_lab.pico.cli.find_parts", lambda *_: None)
    monkeypatch.setattr("wattkey_lab.pico.updates.update_figures", stopped)
    done = CliRunner().invoke(cli.app, ["pico", "--updates", "--json"])
    assert done.exit_code == 130
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("wattkey: interrupted. So far") and '"edits": 80' in line and '"bricks": 0' in line
