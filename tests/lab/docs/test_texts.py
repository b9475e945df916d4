# test_texts.py - every language says everything, and all of it fits the screen
import re
from pathlib import Path

import pytest

from wattkey_lab.docs import texts

ROOT = Path(__file__).parents[3]


def test_the_texts_are_in_order():
    assert texts.LANGUAGES == ("en", "zh")
    assert texts.problems() == []


@pytest.mark.parametrize("code", ["T21", "T28", "T31", "T38", "T41", "M51", "M54", "P01", "P07"])
def test_every_short_code_has_words(code):
    assert texts.missing("err." + code) == []


def test_a_key_belongs_to_a_known_family():
    for words in map(texts.entries, texts.LANGUAGES):
        for key in words:
            assert key.split(".")[0] in {
                "title",
                "menu",
                "keys",
                "mail",
                "step",
                "say",
                "sorry",
                "err",
                "row",
                "language",
                "state",
            }


@pytest.fixture
def files(monkeypatch):
    found = {"en": "#\nmenu.a One\n", "zh": "#\nmenu.a 一\n"}
    monkeypatch.setattr(texts, "load", found.get)
    return found


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ("#\nmenu.a One\nmenu.b Two\n", "menu.b is missing in zh"),
        ("#\nmenu.a A line too wide for it\n", "menu.a is too wide in en: 'A line too wide for it'"),
        ("#\nmenu.a Amount is %s\n", "menu.a is too wide in en: 'Amount is 99999.99'"),
        ("#\nmenu.a %s\n", "menu.a has a different number of %s in each language"),
        ("#\nmenu.a a|b|c\n", "menu.a has more than 2 lines"),
    ],
)
def test_what_is_wrong_is_named(files, english, problem):
    files["en"] = english
    assert problem in texts.problems()


def test_a_title_leaves_room_for_a_code(files):
    files["en"] = "#\nmenu.a One\ntitle.a Twelve chars\n"
    assert texts.too_wide("title.a") == [("en", "Twelve chars")]


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        ("menu.a One\n", "begin with"),
        ("#\nmenu.a One", "end with a line end"),
        ("#\nmenu.a\n", "not a key"),
        ("#\nmenu.a One \n", "not a key"),
        ("#\nmenu.a One\nmenu.a Two\n", "in the order"),
        ("#\nmenu.b One\nmenu.a Two\n", "menu.a stands behind menu.b"),
        ("#\nmenu.a " + "x" * 89 + "\n", "in 95 bytes"),
    ],
)
def test_a_broken_file_is_refused(files, file, complaint):
    files["en"] = file
    with pytest.raises(ValueError, match=complaint):
        texts.entries("en")


def test_no_text_is_carried_for_nothing():
    assert texts.unused(ROOT) == []


def test_a_text_nobody_names_is_found(files):
    files["en"] = "#\nerr.T99 Three\nmenu.recharge One\nsay.gibberish Two\n"
    assert texts.unused(ROOT) == ["err.T99", "say.gibberish"]


def test_every_code_in_the_device_files_has_its_words():
    files = [
        *(ROOT / "lib/wattkey").rglob("*.py"),
        *(ROOT / "drivers").glob("*.py"),
        ROOT / "code.py",
        ROOT / "faults.py",
        ROOT / "loader.py",
    ]
    codes = {code for path in files for code in re.findall(r'"([TMP]\d\d)"', path.read_text())}
    assert len(codes) > 30
    assert sorted(codes) == sorted(key[4:] for key in texts.entries("en") if key.startswith("err."))
