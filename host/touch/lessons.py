# lessons.py - stories that play on the page: step by step, or by themselves, with captions
"""A lesson is a story (docs/sim.md) whose headings have both languages: `== In English | 中文`. Its waits are the
world's; between two lines of a lesson that is stepped through time stands still."""

from pathlib import Path
from typing import Any

from wattkey_host.story.script import Line, StoryFailed, play, read
from wattkey_host.story.teller import spoken
from wattkey_host.story.verbs import VERBS
from wattkey_host.touch.asked import NotDone
from wattkey_host.touch.lessonverbs import verbs_of
from wattkey_host.touch.pace import Pacer, Waiter
from wattkey_host.touch.scene import Scene

FOLDER = Path(__file__).with_name("lessons")
ORDER = ("first_purchase", "out_of_reach", "cut_while_loading", "lost_handheld", "new_version", "box64")


class Lesson:
    """One story on one scene. `state`: "paused", "runs", "failed", "done"."""

    def __init__(self, name: str, scene: Scene, pacer: Pacer, line: int = 0) -> None:
        """Opens before its first line; with `line` (a line number of the file) it hurries there first."""
        self.name = name
        self._scene, self._pacer = scene, pacer
        self.lines = lines_of(name)
        texts = scene.stage.texts
        self._shown = [
            {"n": one.number, "text": spoken(one.text, texts), "heading": captions(one)} for one in self.lines
        ]
        self.done = 0  # so many lines have come out as they must
        self.wrong = ""
        self._stop = next((i for i, one in enumerate(self.lines) if one.number >= line), len(self.lines))
        self._step = False
        self.waiter = Waiter(scene.world, self._play)
        self.state = "paused"
        pacer.held = True
        if self._stop:
            self.run()
            pacer.hurry = True

    def run(self) -> None:
        """Go on by itself."""
        self._go(step=False)

    def step(self) -> None:
        """Go on to the next line and stop there."""
        self._go(step=True)

    def _go(self, step: bool) -> None:
        if self.state not in ("paused", "runs"):
            raise NotDone("this lesson is over: open it again")
        self._step, self.state = step, "runs"
        self._pacer.held = False
        self.waiter.wake()

    def pause(self) -> None:
        """Stop after the line that runs."""
        self._step = True

    def leave(self) -> None:
        """The scene is the person's from here."""
        self.waiter.end()
        self._pacer.held = self._pacer.hurry = False

    def data(self) -> dict[str, Any]:
        """For the page."""
        at = {"done": self.done, "state": self.state, "wrong": self.wrong}
        return {"name": self.name, "lines": self._shown, **at}

    def _play(self) -> None:
        verbs = verbs_of(self._scene) | {"see": VERBS["see"]}
        try:
            play(self.lines, {**VERBS, **verbs}, self._scene.stage, self._told)
            self.state = "done"
        except StoryFailed as failed:
            self.state, self.wrong = "failed", str(failed)
        self._pacer.held = self._pacer.hurry = False

    def _told(self, _line: Line) -> None:
        self.done += 1
        self._scene.counter.changed = True
        here = self.done == self._stop
        if here:
            self._pacer.hurry, self._step = False, True
        if self._step and self.done < len(self.lines) and (here or not self.lines[self.done].heading):
            self.state = "paused"
            self._pacer.held = True
            self.waiter.wait(None)


def captions(line: Line) -> list[str]:
    """A heading in English and Chinese; nothing for another line."""
    if not line.heading:
        return []
    english, _, chinese = line.heading.partition(" | ")
    return [english, chinese or english]


def lines_of(name: str) -> list[Line]:
    """The lines of a lesson. Raises NotDone where there is none of that name."""
    if name not in ORDER:
        raise NotDone(f"there is no lesson {name[:40]!r}; there are: {', '.join(ORDER)}")
    return read(FOLDER / f"{name}.story")


def titles() -> list[dict[str, Any]]:
    """All lessons: name and the words of their first heading."""
    return [{"name": name, "title": captions(lines_of(name)[0])} for name in ORDER]
