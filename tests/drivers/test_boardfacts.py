# test_boardfacts.py - what the board knows of itself
import pytest

BODY = "print(part)"


@pytest.fixture
def facts(device):
    def run(**settings):
        world = device("boardfacts", BODY, settings=settings)
        world.run_for(2)
        return eval(world.machine.console)  # our own program

    return run


def test_flash_drive_and_versions(facts):
    seen = facts()
    assert (seen["flash"], seen["drive"]) == (2048, 1012)
    assert 0 < seen["free"] < seen["drive"]
    assert seen["version"] == "10.2.1"
    assert len(seen["uid"]) == 16


def test_why_it_started_in_one_word(facts):
    assert facts()["reset"].isupper()


@pytest.mark.parametrize(("link", "pads"), [("ir", 4), ("ir_pio", 4), ("rs485", 0), ("usb", 0)])
def test_the_pads_of_the_led_as_nobody_has_set_them_and_none_without_a_led(facts, link, pads):
    assert facts(LINK=link)["pads"] == pads


def test_a_led_to_ground_has_one_pad(facts):
    assert facts(LINK="ir_pio", IR_TX="")["pads"] == 4
