# test_boot_power.py - publishing at the menu: the power goes at any operation of it, or the file is not there
import pytest

from wattkey import orders

PATHS = ("/mail/card.json", "/mail/report.json")


def publishing(made):
    """Leave the menu with a report that is not on the drive yet."""
    made.world.drive.write(PATHS[1], b" " * 4096)
    made.world.drive.write(PATHS[0], b" " * 4096)


def test_power_cut_at_every_operation_of_publishing(bench):
    """The file may be lost for the moment; the next start reaches the menu and writes it again."""
    made = bench("first")
    publishing(made)
    seen = []
    made.world.hooks.append(lambda name, *what: seen.append((name, *what)))
    made.on()
    made.world.run_for(8)
    wanted = {path: made.world.drive.read(path) for path in PATHS}
    names = [name for name, *_ in seen]
    assert names.count("flash erase") == names.count("flash program") == 2
    assert names.count("reset") == 3  # code.py's one, and boot.py's behind each file
    for number in range(1, len(seen) + 1):
        made = bench("first")
        publishing(made)
        left = [number]

        def hook(_name, *_what, made=made, left=left):
            left[0] -= 1
            if not left[0]:
                made.world.cut_power()

        made.world.hooks.append(hook)
        made.world.power_on()
        made.world.run_for(8)
        assert made.world.machine.state == "off"
        made.world.hooks.clear()
        page = made.on()
        assert (page.big, page.help) == ("¥100.00", "#=Recharge"), number
        made.world.run_for(8)
        assert {path: made.world.drive.read(path) for path in PATHS} == wanted, number
        assert len(made.world.drive.files()) == len(made.scene.files)
        made.world.close()


def test_a_deleted_card_file_does_not_keep_the_report_from_the_seller(bench):
    made = bench("first")
    publishing(made)
    made.world.drive.delete(PATHS[0])
    made.world.power_on()
    made.world.run_for(12)
    assert orders.parse(made.world.drive.read(PATHS[1]))["state"] == "stored"
    assert made.page.status == "P06"


@pytest.mark.parametrize("missing", PATHS)
def test_two_tries_then_a_code_and_no_third(bench, missing):
    made = bench("first")
    made.world.drive.delete(missing)
    resets = []
    made.world.hooks.append(lambda name, *_what: resets.append(name) if name == "reset" else None)
    made.world.power_on()
    made.world.run_for(10)
    assert made.page.status == "P06"
    assert len(resets) == 2  # by code.py; boot.py had nothing to reset for
    made.press()
    made.world.run_for(20)
    assert len(resets) == 2
    assert made.page.big == "¥100.00"
    made.finish()
    made.check_credited_once()
