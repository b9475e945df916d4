# test_boxes.py - the words of a story about a box fail where the box is otherwise
import pytest

from wattkey_host.story.script import Line, StoryFailed, play
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS


@pytest.fixture
def told(tmp_path):
    """Plays lines; gives the words of what failed."""

    def tell(*lines):
        stage = Stage(tmp_path)
        with stage.world, pytest.raises(StoryFailed) as failed:
            play([Line(n, text) for n, text in enumerate(lines, 1)], VERBS, stage, lambda line: None)
        return str(failed.value)

    return tell


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["collect"], "there is no box yet"),
        (["box 2", "box is silent 0"], "nothing was collected yet"),
        (["box 2", "collect", "box is read_right 1"], "read_right is 2, not 1"),
        (["box 2", "collect", "box asks nothing in vain"], "questions to 2 meters"),
        (["box 2", "concentrator reads the box"], "nobody asks from above"),
        (["box 2", "start uplink"], "no entry of the menu leads to uplink"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[-1],
)
def test_a_line_that_is_not_so_fails(told, lines, words):
    assert words in told(*lines)
