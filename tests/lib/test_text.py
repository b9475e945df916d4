# test_text.py - finding the words
import subprocess
import sys

import pytest

from wattkey.text import Texts


@pytest.fixture
def english():
    return Texts("en")


def test_words_in_both_languages(english):
    assert english.get("menu.recharge") == "Recharge"
    assert Texts("zh").get("menu.recharge") == "充值"


def test_values_take_the_place_of_the_marks(english):
    assert Texts("zh").get("mail.received", "100.00") == "收到 100.00元||✓"
    assert english.lines("say.loaded", "100.00", 7) == ["Loaded ¥100.00", "Left ¥7", "✓"]


def test_a_value_is_never_taken_for_a_mark(english):
    assert english.lines("say.loaded", "%s", "100%") == ["Loaded ¥%s", "Left ¥100%", "✓"]


def test_too_few_or_too_many_values_leave_a_readable_page(english):
    assert english.get("mail.received") == "¥-|received|✓"
    assert english.get("menu.recharge", "100.00") == "Recharge"


@pytest.mark.parametrize("key", ["menu.nowhere", "menu.rech", "echarge", "", "err"])
def test_an_unknown_key_is_its_own_text(english, key):
    assert english.get(key) == key


def test_an_unknown_language_falls_back_to_english():
    assert Texts("tlh").get("menu.recharge") == "Recharge"


def test_the_last_text_of_the_blob_is_found(english):
    assert english.lines("err.P10") == ["Other chip type:", "see the seller"]


def test_only_the_wanted_language_is_loaded_and_its_module_leaves_the_memory():
    script = (
        "import sys, wattkey_host; from wattkey.text import Texts; Texts('zh'); "
        "print([m for m in sys.modules if m.startswith('wattkey.texts.')])"
    )
    command = [sys.executable, "-P", "-X", "importtime", "-c", script]
    out = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = [line.split()[-1] for line in out.stderr.splitlines() if "wattkey.texts." in line]
    assert (loaded, out.stdout.strip()) == (["wattkey.texts.zh"], "[]")
