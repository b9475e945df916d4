# test_menucheck.py - the validator of menus refuses what it must; each menu below has one fault
import pytest

from wattkey.menu import entry, menu, submenu
from wattkey_lab.docs import texts
from wattkey_lab.docs.menucheck import problems

SOUND = entry("menu.recharge", "recharge", "ready")


def faults(*entries, **more):
    menus = {"home": menu("home", *entries)} | {name: menu(name, *rows) for name, rows in more.items()}
    return problems(menus, {"recharge": ()})


def test_a_sound_menu_has_no_problems():
    assert faults(SOUND, submenu("menu.settings", "settings", "", "menu"), settings=[SOUND]) == []


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([entry("menu.recharge", "fly")], "home: menu.recharge starts the unknown flow 'fly'"),
        ([submenu("menu.settings", "sky")], "home: menu.settings opens the unknown menu 'sky'"),
        ([entry("menu.recharge", "recharge", "hungry")], "shown when 'hungry', which wattkey/menu.py does not list"),
        ([entry("menu.about", "recharge", "UPLNIK")], "home: menu.about is shown when 'UPLNIK', which wattkey/menu.py"),
        ([entry("menu.recharge", "recharge", "serial")], "shown when 'serial', which wattkey/menu.py does not list"),
        ([entry("menu.recharge", "recharge", "", "escape")], "has the key 'escape', which no keypad has"),
        ([entry("menu.recharge", "recharge", "", "menu")] * 2, "key 'menu' starts two things"),
        ([entry("menu.gibberish", "recharge")], "home: text 'menu.gibberish' is missing in zh"),
    ],
)
def test_one_fault_of_a_menu_is_one_sentence_that_names_it(entries, words):
    assert any(words in problem for problem in faults(*entries)), faults(*entries)


def test_a_label_wider_than_the_screen_is_named_with_its_language(monkeypatch):
    monkeypatch.setattr(texts, "load", lambda language: "#\nmenu.recharge A label of 20 columns\ntitle.home x\n")
    assert "home: text 'menu.recharge' is too wide in en: 'A label of 20 columns'" in faults(SOUND)


def test_a_menu_without_a_way_in_or_a_title_is_named():
    found = faults(SOUND, lonely=[SOUND])
    assert "lonely: nobody opens it" in found
    assert "lonely: text 'title.lonely' is missing in en" in found
