# same.py - one story on both grounds: the frames on the wire and the screens that it looks at
"""Everything random comes from one seed, and the time of day follows the lines of the story, so that a board that is a
little quicker reads the same clock off its meter: then frames and pixels can be compared bit by bit."""

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from wattkey.dlt645.frame import encode
from wattkey_host.story.playedboard import BoardMaker, simulated
from wattkey_host.story.script import Line, play
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS


class Seen(NamedTuple):
    """What went over the air: (direction, frame in hex); and the picture after each line that looks at the screen."""

    frames: list[tuple[str, str]]
    screens: list[tuple[str, str]]


def watch(lines: list[Line], folder: Path, board: BoardMaker = simulated, language: str = "en") -> Seen:
    """Play a story and keep what was seen. Raises StoryFailed."""
    stage = Stage(folder, language, board=board)
    with stage.world:
        seen = Seen([], [])
        minutes = [0]
        stage.clock.date = lambda: stage.clock.start + timedelta(minutes=minutes[0])  # type: ignore[method-assign]

        def after(line: Line) -> None:
            minutes[0] = line.number
            if line.text.startswith("see "):
                seen.screens.append((line.text, stage.world.oled.digest()))

        play(lines, VERBS, stage, after)
        for session in stage.sessions():
            seen.frames.extend((one.direction, bytes(encode(one.frame, one.wake)).hex()) for one in session.frames)
        return seen
