# test_run_flow.py - what a flow brought into memory goes with it
from wattkey_host.drive.flowtables import rows_packed

DURING = ("wattkey.meter", "wattkey.usage", "wattkey.relay", "wattkey.dlt645.master")
TABLE, DETOUR = "recharge", "wattkey.refusal"


def loaded(bench):
    """The names of the modules that the running program holds."""
    return set(bench.world.machine.modules)


def test_nouns_come_with_the_flow_and_go_with_it(bench):
    made = bench("first")
    made.on()
    before = loaded(made)
    assert not before & set(DURING)
    made.world.keypad.press("#")
    made.world.run_until(lambda: made.page.bar is not None, 3)
    assert loaded(made) >= set(DURING)
    assert not loaded(made) & {TABLE, DETOUR}  # its rows are packed; nobody has to be asked why
    made.settle()
    for _ in range(2):  # "loaded", "press C"
        made.press()
    assert loaded(made) == before
    assert not hasattr(made.world.machine.modules["wattkey"], "meter")


def test_a_flow_runs_again_after_it_was_forgotten(bench):
    made = bench("first")
    made.on()
    made.world.air.aim(None)
    for _ in range(3):
        assert made.press().status == "T41"
        assert made.press("*").big == "¥100.00"
    made.world.air.aim(made.meter)
    made.finish()
    made.check_credited_once()


def test_what_only_a_detour_needs_is_loaded_when_it_is_taken(bench):
    made = bench("first")
    made.on()
    made.world.air.aim(None)
    assert made.press().status == "T41"
    assert DETOUR in loaded(made)
    made.press("*")
    assert DETOUR not in loaded(made)


def test_a_flow_that_was_packed_when_it_was_compiled_runs_as_its_table_does(bench):
    made = bench("first")
    path = "/flows/recharge.py"
    made.world.drive.write(path, rows_packed(path, made.world.drive.read(path)))
    made.on()
    made.world.keypad.press("#")
    made.world.run_until(lambda: made.page.bar is not None, 3)
    assert loaded(made) >= set(DURING)
    assert not loaded(made) & {TABLE, "wattkey.flow"}
    made.settle()
    made.check_credited_once()
