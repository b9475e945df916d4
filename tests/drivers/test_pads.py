# test_pads.py - what drives an infrared LED drives it with 12 mA
import pytest

STAY = "print('made')\nawait clock.sleep_ms(100_000)"
DRIVE = 0x30  # bits 4 and 5 of a pad's word: 2, 4, 8, 12 mA


@pytest.mark.parametrize(
    ("driver", "settings", "pins"),
    [
        ("link_ir", {}, {"GP0", "GP2"}),
        ("link_ir_pio", {"IR_TX": "GP0"}, {"GP0", "GP2"}),
        ("link_ir_pio", {}, {"GP2"}),
        ("link_ir_pio", {"IR_TX": ""}, {"GP2"}),
        ("link_ir_pio", {"IR_TX": "", "IR_CARRIER": "GP15"}, {"GP15"}),
    ],
)
def test_the_pins_of_the_led_give_all_they_can(device, driver, settings, pins):
    world = device(driver, STAY, settings=settings)
    world.run_for(3)
    assert "made" in world.machine.console
    assert {pin for pin, word in world.pads.items() if word & DRIVE == DRIVE} == pins
    assert all(word & ~DRIVE in (0x46, 0x56 & ~DRIVE) for word in world.pads.values())  # nothing else is changed


def test_without_it_pio_leaves_the_least(device):
    body = """
    import array, board, rp2pio
    words = array.array("H", [0x6021])
    rp2pio.StateMachine(words, 300_000, first_sideset_pin=board.GP3, auto_pull=True, pull_threshold=11)
    """ + STAY.replace("\n", "\n    ")
    world = device("store_nvm", body)
    world.run_for(3)
    assert "made" in world.machine.console
    assert world.pads["GP3"] & DRIVE == 0


@pytest.mark.parametrize("name", ["LED", "GP30", "VBUS_SENSE"])
def test_a_name_that_is_no_gpio_is_refused(device, name):
    body = f"""
    from pads import strengthen
    try:
        strengthen({name!r})
    except ValueError as error:
        print("refused", error)"""
    world = device("store_nvm", body)
    world.run_for(3)
    assert f"refused no GPIO: {name}" in world.machine.console


def test_a_reset_takes_it_back(device):
    world = device("link_ir", "import microcontroller; microcontroller.reset()")
    world.hooks.append(lambda name, *_: seen.append(dict(world.pads)) if name == "reset" else None)
    seen = []
    world.run_for(3)
    assert seen and seen[0]["GP2"] & DRIVE == DRIVE
