# test_updates.py - what `wattkey pico --updates` starts from: the flash at each cut, and what nvm knows of an image
import random

from fakes.images import note as noted
from fakes.images import small
from wattkey_host import device_root
from wattkey_host.drive.contents import loaders
from wattkey_host.drive.fathost import FatHost
from wattkey_lab.pico import updates
from wattkey_lab.pico.cuts import Ram


def test_each_cut_of_a_copy_leaves_the_proved_version_but_in_the_erase_of_a_table():
    versions = updates.Versions(small("1.0.0"), small("1.1.0"), loaders(device_root()))
    cuts = updates.of_a_drop(versions, 1)
    assert len(cuts) > 1
    path = "/" + updates.name(updates.OLD)
    for cut in cuts[1:]:
        assert FatHost(Ram(cut.drive)).read(path) == versions.old


def test_what_nvm_knows_of_an_image_is_what_the_loader_notes():
    whole = small("1.1.0")
    assert updates.note(whole) == noted(whole)
    assert len(updates.slot(updates.WANTED, updates.note(whole))) == 16


def test_an_edit_is_one_byte():
    whole = small("1.1.0")
    edited = updates.one_byte_off(whole, random.Random(1))
    assert sum(one != other for one, other in zip(whole, edited, strict=True)) == 1
