# test_versions.py - what `wattkey pico --updates` starts from: the flash at each cut, and what nvm knows of an image
import random

from fakes.images import note as noted
from fakes.images import small
from wattkey_host import device_root
from wattkey_host.drive.contents import loaders
from wattkey_host.drive.fathost import FatHost
from wattkey_host.drive.imagefile import name
from wattkey_lab.pico import versions
from wattkey_lab.pico.cuts import Ram
from wattkey_lab.pico.trunks import of_a_drop


def test_each_cut_of_a_copy_leaves_the_proved_version_but_in_the_erase_of_a_table():
    both = versions.Versions(small("1.0.0"), small("1.1.0"), loaders(device_root()))
    cuts = list(of_a_drop(both))
    assert len(cuts) > 1
    path = "/" + name(versions.OLD)
    for cut in cuts[1:]:
        assert FatHost(Ram(cut.drive)).read(path) == both.old


def test_what_nvm_knows_of_an_image_is_what_the_loader_notes():
    whole = small("1.1.0")
    assert versions.note(whole) == noted(whole)
    assert len(versions.slot(versions.WANTED, versions.note(whole))) == 16


def test_an_edit_is_one_byte():
    whole = small("1.1.0")
    edited = versions.edited(whole, versions.edit(whole, random.Random(1)))
    assert sum(one != other for one, other in zip(whole, edited, strict=True)) == 1
