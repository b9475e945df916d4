# test_manual.py - the customers' handbook shows screens as they are, and says the same in both languages
import re

import pytest
from PIL import Image

from wattkey_host import device_root
from wattkey_lab.docs import manual, screens

PAGES = [(device_root() / page).read_text(encoding="utf-8") for page in manual.PAGES]


@pytest.mark.parametrize(("language", "file"), manual.named(device_root()))
def test_a_picture_of_the_handbook_is_the_screen_as_recorded(language, file):
    names = {manual.slug(name): name for name in screens.recorded()[language]}
    with Image.open(device_root() / manual.FOLDER / language / (file + ".png")) as image:
        panel = manual.pixels(image)
    assert screens.digest(panel) == screens.recorded()[language][names[file]], "wattkey screens --record"


def test_both_handbooks_show_the_same_screens_each_in_its_language():
    english, chinese = ([file for lang, file in manual.named(device_root()) if lang == one] for one in ("en", "zh"))
    assert english == chinese != []


@pytest.mark.parametrize("pattern", [r"^## ", r"^\|", r"^- ", r"`[#*A-D]`"])
def test_both_handbooks_have_the_same_parts(pattern):
    counts = [len(re.findall(pattern, page, re.MULTILINE)) for page in PAGES]
    assert counts[::2] == counts[1::2]
    assert counts[0] > 2


def test_no_picture_lies_there_that_no_page_shows():
    there = {(file.parent.name, file.stem) for file in (device_root() / manual.FOLDER).glob("*/*.png")}
    assert there == set(manual.named(device_root()))


def test_a_name_that_no_screen_has_is_told(tmp_path):
    (tmp_path / "docs").mkdir()
    for page in manual.PAGES:
        (tmp_path / page).write_text("![x](img/user/en/no-such-screen.png)")
    with pytest.raises(LookupError, match="no-such-screen"):
        manual.write(tmp_path, {"en": {"T22": [b"\1\0", b"\0\1"]}})


def test_a_picture_that_is_shown_no_more_is_removed(tmp_path):
    (tmp_path / "docs").mkdir()
    drawn = {"en": {"T22": [b"\1\0", b"\0\1"], "T 23": [b"\1\1", b"\1\1"]}}
    for text in ("(img/user/en/t22.png) (img/user/en/t-23.png)", "(img/user/en/t22.png)"):
        for page in manual.PAGES:
            (tmp_path / page).write_text(text)
        manual.write(tmp_path, drawn)
    assert [file.name for file in (tmp_path / manual.FOLDER / "en").iterdir()] == ["t22.png"]
