# test_sooner.py - eleven questions instead of fourteen: what is not asked any more, and why nothing is lost by it
import ast

import pytest

from wattkey_host.meter.fault import DROP, Fault
from wattkey_host.meter.prepaid import security
from wattkey_host.meter.prepaid.runfile import run_file

FIRST_RECHARGE = [
    "078003FF", "070003FF", "070000FF", "078102FF", "070102FF", "078001FF",
    "0333FF01", "0400010C", "0001FF00", "00900200", "04000503",
]  # fmt: skip


def asked(made, since=0):
    return [words[:8] for _, words in made.meter.questions[since:]]


def run_file_of(made, monkeypatch, lagging):
    """The meter writes its run file, or leaves it as it was before the load."""

    def older(esam, account, now):
        count, esam.wallet.count = esam.wallet.count, len(made.scene.history)
        try:
            return run_file(esam, account, now)
        finally:
            esam.wallet.count = count

    monkeypatch.setattr(security, "run_file", older if lagging else run_file)


@pytest.fixture
def opened(bench):
    """A bench whose handheld knows that its meter is opened, as it does after its own first purchase."""
    made = bench("second")
    made.on()
    return made


def test_a_later_purchase_needs_eleven_questions(bench):
    first = bench("first")
    first.on()
    first.finish()
    assert len(asked(first)) == 12
    nvm = bytes(first.world.machine.nvm)
    made = bench("second")
    made.world.machine.nvm[:] = nvm
    made.on()
    made.press()
    made.check_credited_once()
    assert asked(made) == FIRST_RECHARGE


def test_what_the_store_does_not_say_the_meter_is_asked(opened):
    opened.press()
    opened.check_credited_once()
    assert "04000503" in asked(opened)[: asked(opened).index("070102FF")]


def test_the_overdraft_is_asked_for_where_nothing_remains(bench):
    made = bench("second")
    made.scene = made.scene._replace(amount=50_00)
    made.meter.prepaid.account.start(-60_00)
    made.on()
    made.press()
    assert "00900201" in asked(made)
    assert (made.state, made.chip.cells.remaining, made.chip.cells.overdraft) == ("delivered", 0, 10_00)


@pytest.mark.parametrize("lost", [False, True])
def test_after_an_ok_there_is_no_second_load_in_this_session(opened, lost):
    """The meter says yes and does nothing: it is asked where it stands, and the money stays in the handheld. So too
    when the next answer is lost, and the session begins anew."""
    opened.meter.prepaid.take_purchase = lambda cents: None
    if lost:
        opened.meter.faults.append(Fault(DROP, di=0x078001FF))
    opened.press()
    assert opened.page.status == "T77"
    assert asked(opened).count("070102FF") == 1
    assert opened.state == "offered"
    del opened.meter.prepaid.take_purchase
    opened.press()
    opened.press()  # a session of its own
    opened.check_credited_once()


def test_a_run_file_that_lags_is_waited_for(opened, monkeypatch):
    run_file_of(opened, monkeypatch, lagging=True)
    opened.press()
    assert opened.page.status == "T77"
    questions = asked(opened)
    assert questions[questions.index("070102FF") + 1 :][:2] == ["078001FF", "078102FF"]
    assert (opened.state, opened.meter.prepaid.bought) == ("offered", 150_00)
    run_file_of(opened, monkeypatch, lagging=False)
    opened.press()
    opened.press()
    opened.check_credited_once()


def test_a_run_file_that_lags_when_the_answer_is_lost(opened, monkeypatch):
    """The meter says "repeated" then: that is an answer of a meter that has it, too."""
    run_file_of(opened, monkeypatch, lagging=True)
    opened.meter.faults.append(Fault(DROP, di=0x070102FF))
    opened.press()
    assert opened.page.status == "T77"
    assert opened.meter.prepaid.bought == 150_00
    run_file_of(opened, monkeypatch, lagging=False)
    opened.press()
    opened.press()
    opened.check_credited_once()


def test_a_run_file_that_lags_costs_one_release(opened, monkeypatch):
    """However often the customer comes back: the status shows our count, which is enough not to load again."""
    run_file_of(opened, monkeypatch, lagging=True)
    for _ in range(10):
        opened.press()
        assert opened.page.status == "T77"
        opened.press()
    assert (asked(opened).count("070102FF"), opened.chip.cells.releases) == (1, 1)
    run_file_of(opened, monkeypatch, lagging=False)
    opened.press()
    opened.check_credited_once()


def test_a_chip_of_version_2_is_served(bench):
    made = bench("first")
    made.chip.version = 2
    made.on()
    made.press()
    made.check_credited_once()


def test_loaded_stands_on_the_screen_while_the_reading_goes_on(opened):
    opened.world.keypad.press("#")
    assert opened.world.run_until(lambda: opened.page.lines[:1] == ("Loaded ¥50.00",), 20)
    assert (opened.state, opened.chip.cells.read_count) == ("delivered", 1)
    assert opened.page.bar is not None
    opened.settle()
    assert opened.chip.cells.read_count == 2


def test_a_close_that_is_pressed_behind_loaded_is_kept(bench):
    made = bench("first")
    made.on()
    made.world.keypad.press("#")
    assert made.world.run_until(lambda: made.page.lines[:1] == ("Loaded ¥100.00",), 20)
    made.world.keypad.press("C")
    assert made.world.run_until(lambda: made.page.lines[:1] == ("The power is on",), 20)
    assert made.meter.prepaid.relay_closed


def test_a_close_that_was_pressed_before_is_not(bench):
    made = bench("first")
    made.on()
    made.world.keypad.press("#")
    made.world.run_for(2)
    made.world.keypad.press("C")
    made.settle()
    assert made.page.lines == ("Loaded ¥100.00", "Left ¥100.00")
    assert not made.meter.prepaid.relay_closed


def test_walking_off_behind_loaded_loses_a_reading_and_no_money(opened):
    opened.world.keypad.press("#")
    assert opened.world.run_until(lambda: opened.page.lines[:1] == ("Loaded ¥50.00",), 20)
    opened.world.air.aim(None)
    opened.settle()
    assert opened.state == "delivered"
    opened.world.air.aim(opened.meter)
    opened.off_and_on()
    assert opened.page.lines[0] == "Read usage"
    opened.finish()
    assert opened.chip.cells.read_count == 2


@pytest.mark.parametrize("scene", ["first", "second", "nearly_empty"])
def test_the_bar_never_goes_back_and_ends_at_100(bench, scene):
    made = bench(scene)
    made.on()
    show = made.world.machine
    made.press()
    made.check_credited_once()
    pages = [line for line in show.console.splitlines() if line.startswith("page ")]
    bars = [bar for bar in (ast.literal_eval(line[5:])[-1] for line in pages) if bar is not None]
    assert len(bars) > 5
    assert bars == sorted(bars)
    assert bars[-1] == 100
