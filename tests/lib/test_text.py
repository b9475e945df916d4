# test_text.py - finding the words
from pathlib import Path

import pytest

from wattkey import text
from wattkey.text import Texts, path_of


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


def written(language):
    """Key -> words, as the file has them."""
    lines = Path(path_of(language)).read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split(" ", 1) for line in lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_text_of_the_file_is_found(language):
    words = written(language)
    texts = Texts(language)
    assert {key: texts.get(key, *["%s"] * 3) for key in words} == words


def test_a_text_is_found_wherever_a_sector_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "path_of", lambda language: str(tmp_path / language))
    words = {f"a.{n:03}": "x" * 60 for n in range(40)}
    for ahead in range(75):
        lines = ["#" * (ahead + 1), *(f"{key} {said}" for key, said in words.items())]
        (tmp_path / "en").write_text("\n".join(lines) + "\n", encoding="utf-8")
        texts = Texts("en")
        assert [key for key, said in words.items() if texts.get(key) != said] == []


def test_another_language_is_spoken_from_now_on(english):
    english.speak("zh")
    assert (english.language, english.get("menu.recharge")) == ("zh", "充值")


def test_a_file_that_a_host_takes_away_leaves_the_keys(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "path_of", lambda language: str(tmp_path / language))
    (tmp_path / "en").write_bytes(b"#\nerr.P01 Bad\nmenu.a One\n")
    texts = Texts("en")
    (tmp_path / "en").write_bytes(b"#\nerr.P01 \xff\xff\n")
    assert (texts.get("menu.a"), texts.get("err.P01")) == ("menu.a", "err.P01")
    assert Texts("zh").get("menu.a") == "menu.a"
    (tmp_path / "en").unlink()
    assert Texts("zh").get("menu.a") == "menu.a"
