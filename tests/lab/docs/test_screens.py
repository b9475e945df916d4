# test_screens.py - every screen is as it was recorded; the contact sheet holds them all
import pytest
from PIL import Image
from typer.testing import CliRunner

from wattkey_host import device_root
from wattkey_host.cli import app
from wattkey_lab.docs import screenlist, screens
from wattkey_lab.docs.errordoc import codes


@pytest.fixture(scope="module")
def pictures():
    return screens.drawn()


def test_every_screen_is_as_recorded(pictures):
    hint = "look at them (`wattkey screens --out FILE.png`), then `wattkey screens --record`"
    assert screens.changed(screens.digests(pictures)) == [], hint


def test_every_flow_code_and_menu_is_on_the_sheet(pictures):
    for language in screens.LANGUAGES:
        names = set(pictures[language])
        assert set(codes()) <= names
        assert {
            "first page, quiet",
            "recharge: step.load",
            "menu main 1",
            "mail.received",
            "usage, from the top",
        } <= names


def test_a_mistake_in_the_list_of_meters_is_shown_with_its_line_by_the_flow_that_reads_it():
    page = screenlist.screens(device_root(), "en")["T29"]
    assert (page.title, page.status, page.lines[1]) == ("Meter box", "T29", "no. 12 is wrong")


def test_screens_in_two_languages_differ_and_none_is_dark(pictures):
    same = [name for name in pictures["en"] if pictures["en"][name] == pictures["zh"][name]]
    assert same == []
    assert all(any(map(any, pixels)) for named in pictures.values() for pixels in named.values())


def test_a_changed_a_new_and_a_lost_screen_are_named(monkeypatch):
    monkeypatch.setattr(screens, "recorded", lambda: {"en": {"a": "1", "b": "2"}, "zh": {"a": "1"}})
    now = {"en": {"a": "1", "b": "3", "c": "4"}, "zh": {}}
    assert screens.changed(now) == ["b (en)", "c (en)", "a (zh)"]


def test_the_sheet_shows_each_screen_in_both_languages(pictures):
    few = {language: dict(list(named.items())[:5]) for language, named in pictures.items()}
    image = screens.sheet(few)
    x, y = screens.GAP, screens.GAP + screens.CAPTION
    for at, language in enumerate(screens.LANGUAGES):
        left = x + at * (screens.WIDTH + 4)
        cut = image.crop((left, y, left + screens.WIDTH, y + screens.HEIGHT))
        assert cut.tobytes() == bytes(255 * p for p in b"".join(few[language]["first page, quiet"]))


def test_the_command_writes_a_png_and_complains_about_changes(tmp_path, monkeypatch):
    few = dict(list(screenlist.screens(device_root(), "en").items())[:2])
    monkeypatch.setattr(screenlist, "screens", lambda root, language: few)
    result = CliRunner().invoke(app, ["screens", "--out", str(tmp_path / "sheet.png")])
    assert result.exit_code == 1  # all others are gone
    assert "changed: T41 (zh)" in result.output
    assert Image.open(tmp_path / "sheet.png").mode == "1"
