# engine.py - lives the life once, and at every operation of it forks one life for each harm that can be done there
"""The child goes on from exactly there, with the harm done; the parent waits while two children are at work.

Two savings, both exact. A harm to the meter is tried once between two bytes that reach or leave it: nothing of the
meter changes meanwhile. And a life whose handheld is off, with nothing under way, is told by its remains alone: if a
life with equal remains, at the same moment of the same step, has been lived to its end, this one ends like that one.
The life that nobody harms has been: in a rehearsal. `prove` lives a sample of them to their ends all the same, and
compares what then remains.
"""

import gc
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from wattkey_lab.torture.cuts.children import Children
from wattkey_lab.torture.cuts.handheld import Stuck
from wattkey_lab.torture.cuts.harm import HARMS
from wattkey_lab.torture.cuts.lab import Lab
from wattkey_lab.torture.cuts.life import STEPS, Step
from wattkey_lab.torture.cuts.points import TRUNK, Point, Result
from wattkey_lab.torture.cuts.rehearsal import rehearse
from wattkey_lab.torture.cuts.remains import remains
from wattkey_lab.torture.cuts.watch import STUCK, credited, judge


class Lived(NamedTuple):
    """A life: its steps, and the personality of the meter in it. Of its kinds of points only every `kinds`-th is tried,
    from the `first`-th on."""

    steps: tuple[Step, ...] = STEPS
    personality: str = ""
    kinds: int = 1
    first: int = 0


PURCHASES = Lived()


class LivedBefore(Exception):
    """This life goes on as another one did."""

    def __init__(self, point: int) -> None:
        super().__init__(point)
        self.point = point


class Engine:
    """Of each kind of harm at each kind of operation the first point is tried, and then `every` n-th.

    `prove` (0: none): of the points that are merged every n-th is lived to its end. `only`: just this point, here.
    """

    def __init__(self, folder: Path, every: int = 1, prove: int = 0, only: int = 0, lived: Lived = PURCHASES) -> None:
        self._steps, self._personality = lived.steps, lived.personality
        self._kinds, self._first = lived.kinds, lived.first % lived.kinds
        self.result = Result()
        self.harmed: Callable[[Point], None] = lambda point: None  # called when a harm is done
        self.ended: Callable[[Point], None] = lambda point: None  # called when its life has ended
        self._folder = folder
        self._every = every
        self._seen: dict[tuple[str, str], int] = {}  # kind -> how many points of it so far; in the order of their first
        self._prove = prove
        self._only = only
        self.count = 0  # of the points so far, tried or not
        self._point: Point | None = None  # whose harm this life has; None: the life that nobody harms
        self._known: dict[str, int] = {}  # remains -> the point whose life went through them
        self._mine: list[str] = []  # remains that nobody had gone through before this life
        self._meter_tried: dict[int, Point] = {}  # bytes to and from the meter so far -> the harm tried there
        self._children = Children(self._collect)
        self._merge = True  # this life may end where another one is known to go on equally
        disk = folder / "pc"
        disk.mkdir()
        self.lab = Lab(disk, self._operation, lived.personality)
        self.lab.at_rest = self._at_rest

    def run(self) -> Result:
        """Live the life; returns what came of all points."""
        if not self._only:
            self._known = dict.fromkeys(rehearse(self._steps, self._personality, self._folder / "rehearsal"), TRUNK)
        gc.collect()
        gc.freeze()
        try:
            broken, words, end = self._live()
            if self._children.here:
                self._report(broken, words, end)
        finally:
            self._children.leave()
        self._children.wait()
        self.result.broken, self.result.words, self.result.end = broken, words, end
        self.result.credited = credited(self.lab)
        if self._only and self._point:
            self._point.broken, self._point.words, self._point.end = broken, words, end
        self.result.settle()
        return self.result

    def _live(self) -> tuple[tuple[str, ...], str, str]:
        try:
            for number, step in enumerate(self._steps):
                self.lab.begin(number)
                step.act(self.lab)
            return tuple(sorted(judge(self.lab))), "", remains(self.lab, "end") or ""
        except LivedBefore as known:
            assert self._point
            self._point.like = known.point
            return tuple(sorted(self.lab.broken)), "", ""
        except (Stuck, AssertionError, RuntimeError, OSError, ValueError) as error:
            return tuple(sorted({*judge(self.lab), STUCK})), f"{type(error).__name__}: {error}", "stuck"

    # --- at every operation

    def _operation(self, name: str, *detail: object) -> None:
        if self._point:
            return
        step = self._steps[self.lab.step]
        for harm in HARMS:
            if not self._point and harm.fits(self.lab, name, step.at_meter):
                self.count += 1
                point = Point(self.count, step.name, name, " ".join(map(str, detail)), harm)
                if self._chosen(point):
                    self._try(point)

    def _chosen(self, point: Point) -> bool:
        if self._only:
            return point.number == self._only
        kind = (point.harm.name, point.operation)
        self._seen[kind] = self._seen.get(kind, 0) + 1
        if list(self._seen).index(kind) % self._kinds != self._first:
            return False
        return self._seen[kind] % self._every == 1 % self._every

    def _try(self, point: Point) -> None:
        self.result.points[point.number] = point
        if self._only:
            self._harm(point)
            return
        if point.harm.name == "meter":
            tried = self._meter_tried.setdefault(self.lab.meter_events, point)
            if tried is not point and self._is_proof(point):
                point.claim = tried.number
            elif tried is not point:
                point.like = tried.number
                return
        self._fork(point)

    def _is_proof(self, point: Point) -> bool:
        return bool(self._prove) and point.number % self._prove == 0

    def _fork(self, point: Point) -> None:
        disk = self.lab.copy_disk(self._disk_of(point))
        if self._children.fork(point):
            self.lab.move(disk)
            self._merge = not self._is_proof(point)
            self._harm(point)

    def _disk_of(self, point: Point) -> Path:
        """Where the seller's PC has its files in that life."""
        return self._folder / f"pc{point.number}"

    def _harm(self, point: Point) -> None:
        self._point = point
        self.lab.actions = 0
        self.harmed(point)
        point.harm.do(self.lab)

    def _at_rest(self, where: str) -> None:
        """The handheld is off: do we know how this goes on?"""
        key = remains(self.lab, where)
        if key is None or self._only:
            return
        if not self._point:
            assert key in self._known, "the life goes otherwise than in its rehearsal"
        elif key not in self._known:
            self._mine.append(key)
        elif self._merge:
            raise LivedBefore(self._known[key])
        elif self._point.claim is None:
            self._point.claim = self._known[key]

    # --- results

    def _report(self, broken: tuple[str, ...], words: str, end: str) -> None:
        assert self._point
        told = {"broken": broken, "words": words, "end": end, "like": self._point.like, "claim": self._point.claim}
        self._children.report(told | {"keys": self._mine, "credited": credited(self.lab)})

    def _collect(self, point: Point, told: dict[str, Any]) -> None:
        with self.lab.pc.unseen():
            shutil.rmtree(self._disk_of(point), ignore_errors=True)
        self.ended(point)
        told = told or {"broken": [STUCK], "words": "it died", "keys": []}
        point.broken, point.words, point.end = tuple(told["broken"]), told["words"], told.get("end", "")
        point.like, point.claim, point.credited = told.get("like"), told.get("claim"), told.get("credited", 0)
        for key in told["keys"]:
            self._known.setdefault(key, point.number)
