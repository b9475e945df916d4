# test_visits.py - the life whose heap is measured: played in the simulator, where it takes seconds
import pytest

from wattkey_host import device_root
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage
from wattkey_lab.docs.tables import flows
from wattkey_lab.pico.measured import collection_terminal, handheld
from wattkey_lab.pico.visits import same_life, visit, visited


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    with stage.world:
        yield stage


def test_the_life_visits_every_flow_that_there_is():
    """But *Update*, which needs an image on the drive and ends in a new life, and those of parts that it has not."""
    assert visited() == set(flows(device_root())) - {"update", "times", "sound"}


@pytest.mark.parametrize(
    ("lead", "measured"), [(handheld, ["recharge"]), (collection_terminal, ["uplink", "uplink_host", "collect"])]
)
def test_every_flow_comes_to_its_end_in_one_life_and_then_the_measured_ones(stage, lead, measured):
    """A reset on the way, which would empty the memory, fails it."""
    spans = lead(stage, lambda line: None)
    assert list(spans) == measured
    assert all(2_000_000 < span.end_us - span.start_us < 20_000_000 for span in spans.values())
    assert stage.world.machine.crash == ""
    assert stage.meter.prepaid.bought == {handheld: 150_00, collection_terminal: 100_00}[lead]


def test_a_board_that_was_reset_is_told(stage):
    stage.world.power_on()
    with pytest.raises(StoryFailed, match="was reset"):
        same_life(stage, stage.world.machine.lives - 1)


def test_a_flow_without_an_entry_is_told(stage):
    with pytest.raises(StoryFailed, match="no menu starts breakfast"):
        visit(stage, "breakfast")
