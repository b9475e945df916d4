# test_presenter.py - the marks and signs of the status line, the unit of an amount, the one place for the keys
import pytest

from wattkey.page import Page
from wattkey.ports import Screen
from wattkey.presenter import Presenter
from wattkey.text import Texts


class Shown(Screen):
    page = Page()

    def show(self, page):
        self.page = page


@pytest.fixture(params=["en", "zh"])
def presenter(request):
    screen = Shown()
    made = Presenter(screen, Texts(request.param), {"amount": "100.00", "balance": "120.50"})
    made.screen = screen
    return made


def right(presenter):
    return presenter.screen.page.row(0)[2]


def test_a_good_end_has_its_mark_and_a_bad_one_too(presenter):
    presenter.step("recharge", "say.loaded amount balance", 100)
    assert right(presenter) == "✓"
    assert presenter.screen.page.help == presenter.texts.get("keys.any")
    presenter.step("recharge", "say.nothing", 100)
    assert right(presenter) == ""
    presenter.facts["code"] = "T41"
    presenter.step("recharge", "sorry.point", 0)
    assert right(presenter) == "×T41"


def test_news_of_a_file_have_the_mark_of_what_came_of_it(presenter):
    for text, value, mark in (("mail.received", "9.00", "✓"), ("mail.copying", "", ""), ("err.T31", "T31", "×T31")):
        presenter.news(text, value)
        assert right(presenter) == mark


def test_the_beam_shows_only_while_the_device_works_at_a_meter(presenter):
    presenter.step("recharge", "step.load", 50)
    assert right(presenter) == "»"
    presenter.step("update", "step.verify", 50)
    assert right(presenter) == ""


def test_host_and_battery_show_on_every_page_that_has_room(presenter):
    presenter.usb, presenter.battery = "µ", "¾"
    presenter.idle(True, False, "menu.main")
    assert right(presenter) == "¾µ"
    presenter.rows("settings", ["a", "b", "c", "d"], 0, 0)
    assert right(presenter) == "¾µ 1/4"


@pytest.mark.parametrize(("value", "en", "zh"), [("100.00", "¥100.00", "100.00元"), ("9999.99", "¥9999.99", "9999.99")])
def test_a_waiting_amount_has_its_unit_beside_it_or_above(presenter, value, en, zh):
    presenter.menu("home", ["menu.recharge", "menu.main"], 0, value)
    page = presenter.screen.page
    assert page.big == (en if presenter.texts.language == "en" else zh)
    assert "¥" in page.big + page.status or "元" in page.big


def test_a_question_has_its_keys_at_the_bottom_right(presenter):
    presenter.step("collect", "say.go_on done all", 0)
    page = presenter.screen.page
    assert page.row(3)[1:3] == ("", page.help)
    assert page.help.startswith("#")
    assert "#" not in "".join(page.lines)
