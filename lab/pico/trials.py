# trials.py - what a host can do to a handheld that runs from an image: the three kinds of trial, each on any board
"""What comes of each must be the version that was there before."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from wattkey_host.story.script import StoryFailed
from wattkey_lab.pico.boardpool import Boards
from wattkey_lab.pico.dead import DEAD, given_up
from wattkey_lab.pico.emulator import Emulator
from wattkey_lab.pico.hosted import SHORT, ground, harmed
from wattkey_lab.pico.leads import LEADS
from wattkey_lab.pico.refused import REFUSALS, refused
from wattkey_lab.pico.starts import FOREIGN, NO_MENU
from wattkey_lab.pico.twoversions import OLD, Versions


class Trial(NamedTuple):
    """A trial of one kind ("hosted", "dead" or "refused"): what was tried; the version that runs behind it as
    starts.py says, or in words what else came of it."""

    kind: str
    what: str
    ran: str

    @property
    def held(self) -> bool:
        """The version before runs, and the money is right; a flow whose pages or steps are gone may end early."""
        return self.ran.removesuffix(SHORT) == OLD


Job = Callable[[Emulator], list[Trial]]


def tried(boards: Boards, versions: Versions, language: str, sample: int = 1) -> Iterator[Trial]:
    """All trials, of `sample` jobs one; a flow with its three harms is one job."""
    jobs = list(_jobs(boards, versions, language))[::sample]
    for trials in boards.each(lambda board, job: job(board), jobs):
        yield from trials


def counts(trials: list[Trial]) -> dict[str, str | int | float]:
    """How many of each kind; how many flows with money ended early (`cut_short`), and how many trials did not come out
    (`fallen`)."""
    kinds = {kind: sum(one.kind == kind for one in trials) for kind in ("hosted", "dead", "refused")}
    short = sum(one.ran.endswith(SHORT) for one in trials)
    return {**kinds, "cut_short": short, "fallen": sum(not one.held for one in trials)}


def bricks(trials: list[Trial]) -> tuple[int, int]:
    """(no menu, a menu of what is not whole)."""
    ran = [one.ran for one in trials]
    return ran.count(NO_MENU), ran.count(FOREIGN)


def _jobs(boards: Boards, versions: Versions, language: str) -> Iterator[Job]:
    with boards.one() as board:
        at = ground(board, versions, language)
    for flow in LEADS:
        yield partial(_heard, "hosted", flow, lambda board, flow: harmed(board, flow, at, versions, language))
    for how in DEAD:
        yield partial(_heard, "dead", how, lambda board, how: [("", given_up(board, how, versions, language))])
    for what in REFUSALS:
        yield partial(_heard, "refused", what, lambda board, what: [("", refused(board, what, versions, language))])


def _heard(
    kind: str, what: str, trial: Callable[[Emulator, str], list[tuple[str, str]]], board: Emulator
) -> list[Trial]:
    """What came of it; a story that comes out otherwise ends this one, not the whole run."""
    try:
        return [Trial(kind, f"{what} {how}".strip(), ran) for how, ran in trial(board, what)]
    except StoryFailed as failed:
        return [Trial(kind, what, f"failed: {failed}")]
