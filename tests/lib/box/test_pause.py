# test_pause.py - how long a collection terminal rests between two passes, and how long its flash bears that
import pytest

from wattkey.box.pause import Pause, interval, years
from wattkey.device import Device
from wattkey.ports import Clock


@pytest.mark.parametrize(("minutes", "meters", "lasts"), [(60, 64, 5), (15, 64, 1), (60, 8, 11), (1440, 64, 136)])
def test_the_years_that_a_flash_lasts(minutes, meters, lasts):
    """100,000 erases of a sector; more than eight meters are two in each pass."""
    assert years(minutes, meters) == lasts


@pytest.mark.parametrize(
    ("text", "minutes"), [(None, 60), ("15", 15), ("0", 60), ("-5", 60), ("hourly", 60), ("8000", 8000), ("8001", 60)]
)
def test_an_interval_that_is_none_is_an_hour_and_told(text, minutes, capsys):
    device = Device(({} if text is None else {"COLLECT_PASS": text}).get, Clock())
    assert interval(device) == minutes
    assert ("COLLECT_PASS" in capsys.readouterr().out) == (text is not None and minutes == 60)


@pytest.mark.parametrize(
    ("minutes", "meters", "enough"), [(15, 64, 53), (52, 64, 53), (53, 64, None), (26, 8, 27), (27, 8, None)]
)
def test_an_interval_that_wears_the_flash_out_within_five_years_is_told_with_one_that_does_not(
    minutes, meters, enough, capsys
):
    Pause(Device({"COLLECT_PASS": str(minutes)}.get, Clock()), meters)
    assert capsys.readouterr().out == (
        f"settings.toml: COLLECT_PASS = {minutes} wears the flash out within 5 years; {enough} does not\n"
        if enough
        else ""
    )
    assert years(enough or minutes, meters) >= 5
