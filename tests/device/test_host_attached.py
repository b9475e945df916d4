# test_host_attached.py - with a host at the cable the device never resets by itself; a charger is no host
import pytest

MINUTES = 10
COPIES = {
    "entry first": lambda cable, order: cable.copy(*order),
    "folder last": lambda cable, order: cable.copy_folder_last(*order, after_s=45),
}


@pytest.fixture
def watched(bench):
    """`watched(scene)`: a bench, on, with nothing left to publish, and the list of its resets since."""

    def make(scene):
        made, resets = bench(scene), []
        made.on()
        made.world.run_for(15)  # without a cable everything is published
        made.world.hooks.append(lambda name, *_: resets.append(made.world.clock.now_us) if name == "reset" else None)
        return made, resets

    return make


def ready(made):
    return made.page.title == "Eject"


def report(made):
    return made.world.drive.read("/mail/report.json")


def dropped(made, how="entry first"):
    """The order is dropped, and taken; the page that asks for the eject stands."""
    made.world.cable.plug()
    made.world.run_for(1)
    COPIES[how](made.world.cable, made.scene.order)
    assert made.world.run_until(lambda: made.state == "stored", 80)
    assert made.world.run_until(lambda: ready(made), 20)


@pytest.mark.parametrize("how", COPIES)
def test_left_under_a_host_after_a_drop_it_never_resets(watched, how):
    made, resets = watched("empty")
    before = report(made)
    dropped(made, how)
    made.world.run_for(60 * MINUTES)
    assert ready(made)
    assert (resets, report(made)) == ([], before)
    assert made.world.drive.read(made.scene.order[0]) == made.scene.order[1]


def test_left_under_a_host_after_a_recharge_it_never_resets(watched):
    made, resets = watched("first")
    made.world.cable.plug()
    made.finish()
    made.world.run_for(60 * MINUTES)
    assert ready(made)
    assert resets == []
    made.check_credited_once()


def test_a_host_that_has_fallen_asleep_has_the_drive_mounted_still(watched):
    made, resets = watched("empty")
    dropped(made)
    made.world.cable.host = False
    made.world.run_for(60 * MINUTES)
    assert resets == []


def test_it_publishes_when_the_cable_leaves(watched):
    made, resets = watched("empty")
    before = report(made)
    dropped(made)
    made.world.cable.unplug()
    made.world.run_for(10)
    assert report(made) != before
    assert resets
    assert made.page.big == "¥100.00"


def test_ok_on_the_page_publishes_under_the_host(watched):
    made, resets = watched("empty")
    before = report(made)
    dropped(made)
    made.world.keypad.press("#")
    made.world.run_for(5)
    assert report(made) != before
    assert len(resets) == 3  # into boot.py, behind the report, behind card.json


def test_another_key_leads_to_the_menu_and_the_page_comes_back_after_a_minute(watched):
    made, resets = watched("empty")
    dropped(made)
    assert made.press("*").big == "¥100.00"
    made.world.run_for(30)
    assert made.page.big == "¥100.00"
    made.world.run_for(40)
    assert ready(made)
    assert resets == []


def test_with_a_charger_it_publishes_by_itself(watched):
    made, resets = watched("first")
    before = report(made)
    made.world.cable.plug(host=False)
    made.finish()
    made.world.run_for(150)  # the pages at the end of a flow stand for a minute each
    assert report(made) != before
    assert resets
