# test_handheld.py - what the customer of the torture run takes for the end
from types import SimpleNamespace

import pytest

from wattkey_lab.torture.cuts.handheld import Handheld


@pytest.mark.parametrize(
    ("page", "done"),
    [
        (("Recharge", "", "", ("Loaded ¥50.00", "keep pointing"), "", 95), False),  # he would walk off too soon
        (("Recharge", "", "", ("Loaded ¥50.00",), "Press any key", None), True),
        (("Recharge", "", "", ("Loaded ¥20.00",), "Press any key", None), False),
        (("WattKey", "", "", ("Read usage", "Menu"), "#=OK", None), False),
        (("WattKey", "", "", ("No purchase", "waiting for you"), "#=Menu", None), True),
    ],
)
def test_loaded_over_a_bar_is_not_the_end(page, done):
    handheld = Handheld()
    handheld.world = SimpleNamespace(machine=SimpleNamespace(console=f"\npage {page!r}\n"))
    assert handheld.done(50_00) is done
