# test_menu.py - moving about in the tree of menus
import pytest

from wattkey.menu import Menu, entry, menu, opens, submenu


class Info:
    waiting = closable = False


HOME = menu(
    "home",
    entry("menu.recharge", "recharge", "waiting"),
    entry("menu.close", "close", "closable", "close"),
    submenu("menu.main", "main", "", "menu"),
)
MAIN = menu("main", entry("menu.usage", "usage"), submenu("menu.settings", "settings"))
SETTINGS = menu("settings", entry("menu.language", "language"))


class Person:
    """Presses keys; `opened` lists the menus that were read."""

    def __init__(self, **info):
        self.info, self.opened = Info(), []
        self.change(**info)
        self.menu = Menu(HOME, self.load, {}.get)
        self.menu.see(self.info)

    def load(self, name):
        self.opened.append(name)
        return {"main": MAIN, "settings": SETTINGS}[name]

    def change(self, **info):
        for name, value in info.items():
            setattr(self.info, name, value)

    def press(self, *keys):
        for key in keys:
            flow = self.menu.press(key)
            self.menu.see(self.info)
        return flow

    @property
    def labels(self):
        return [row[0] for row in self.menu.entries]


def test_an_entry_is_seen_only_when_its_property_is_true():
    assert Person().labels == ["menu.main"]
    assert Person(waiting=True, closable=True).labels == ["menu.recharge", "menu.close", "menu.main"]


@pytest.mark.parametrize(
    ("settings", "seen"), [({}, []), ({"UPLINK": ""}, []), ({"UPLINK": "serial"}, ["menu.uplink"])]
)
def test_an_entry_with_a_name_in_capitals_is_seen_only_with_that_setting(settings, seen):
    shown = Menu(menu("main", entry("menu.uplink", "uplink", "UPLINK")), lambda name: (), settings.get)
    shown.see(Info())
    assert [row[0] for row in shown.entries] == seen


def test_what_the_chip_does_not_say_is_known_to_the_menu():
    shown = Menu(menu("main", entry("menu.collect", "collect", "box")), lambda name: (), {}.get)
    shown.see(Info())
    assert shown.entries == []
    shown.known["box"] = True
    shown.see(Info())
    assert [row[0] for row in shown.entries] == ["menu.collect"]


@pytest.mark.parametrize("unknown", ["hungry", "boxes"])
def test_a_condition_that_there_is_not_is_no_condition_that_is_not_met(unknown):
    shown = Menu(menu("main", entry("menu.collect", "collect", unknown)), lambda name: (), {}.get)
    with pytest.raises(AttributeError, match=unknown):
        shown.see(Info())


def test_up_and_down_go_round():
    person = Person(waiting=True)
    assert [person.press(key) or person.menu.selected for key in ("down", "down", "up", "up")] == [1, 0, 1, 0]


def test_ok_starts_what_is_selected():
    assert Person(waiting=True).press("ok") == "recharge"
    assert Person(waiting=True, closable=True).press("down", "ok") == "close"


def test_a_key_of_its_own_starts_an_entry_wherever_one_stands():
    assert Person(waiting=True, closable=True).press("close") == "close"
    assert Person(waiting=True).press("close") == ""  # not to be seen, not to be started


@pytest.mark.parametrize("way", [("ok",), ("menu",)])
def test_a_submenu_is_read_when_it_is_opened_and_back_returns(way):
    person = Person()
    assert person.press(*way) == ""
    assert (person.menu.name, person.labels) == ("main", ["menu.usage", "menu.settings"])
    assert person.opened == ["main"]
    assert not person.menu.at_home
    person.press("back")
    assert (person.menu.name, person.menu.at_home) == ("home", True)
    person.press("back")
    assert person.menu.name == "home"


def test_back_returns_to_the_entry_one_came_from():
    person = Person()
    person.press("menu", "down", "ok")
    assert person.menu.name == "settings"
    person.press("back")
    assert (person.menu.name, person.menu.selected) == ("main", 1)


@pytest.mark.parametrize("way", [(), ("menu",), ("menu", "down", "ok")])
def test_the_menu_key_means_the_main_menu_from_any_depth_and_back_leads_home(way):
    person = Person(waiting=True)
    person.press(*way, "menu")
    assert (person.menu.name, person.menu.selected) == ("main", 0)
    person.press("back")
    assert (person.menu.name, person.menu.at_home, person.menu.selected) == ("home", True, 0)


def test_a_digit_goes_to_its_line_and_starts_nothing():
    person = Person(waiting=True, closable=True)
    assert [person.press(key) or person.menu.selected for key in "3219"] == [2, 1, 0, 0]
    assert person.press("2", "ok") == "close"


def test_when_something_new_is_to_be_seen_it_is_selected():
    person = Person(closable=True)
    person.press("down")
    person.change(waiting=True)
    person.menu.see(person.info)
    assert person.press("ok") == "recharge"


def test_a_selection_never_points_past_the_end():
    person = Person(waiting=True, closable=True)
    person.press("down", "down")
    person.change(waiting=False, closable=False)
    person.menu.see(person.info)
    person.press("ok")
    assert person.menu.name == "main"


@pytest.mark.parametrize("key", ["1", "0", "close", "up", "down", "back", ""])
def test_other_keys_do_nothing(key):
    person = Person()
    assert person.press(key) == ""
    assert (person.menu.name, person.menu.selected) == ("home", 0)


def test_what_an_entry_opens():
    assert opens(HOME[1][2]) == "main"
    assert opens(HOME[1][0]) == ""
