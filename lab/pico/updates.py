# updates.py - an update on the real interpreter: cut at every flash operation, cut short, edited; something always runs
"""`wattkey pico --updates`. Two signed versions lie on the drive: one that has proved itself, and one that is wanted.

*Verified*: a program on the board holds the wanted file against its own manifest, as often as the file is changed in
the flash. *Starts*: whole power-ons, from what a cut or a change left; the menu must come, of a version that is whole.
*Trials* (trials.py): what a host does to the version that runs, and what it drops.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from wattkey_host.drive.fat import SECTOR
from wattkey_lab.pico.boardpool import Boards
from wattkey_lab.pico.cuts import Cut
from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.starts import FOREIGN, NO_MENU, Starts
from wattkey_lab.pico.trials import Trial, bricks, counts, tried
from wattkey_lab.pico.trunks import of_a_drop, of_an_update
from wattkey_lab.pico.twoversions import Edit, Versions, edit, edited, made
from wattkey_lab.pico.verified import verified

EDITS, STARTED_TRUNCATIONS, STARTED_EDITS = 2000, 100, 500
_AT_ONCE = 80  # changes that one start of the board verifies
Change = int | Edit  # cut short to so many bytes, or one byte changed
Figures = dict[str, str | int | float]


@dataclass
class Tally:
    """What stands so far."""

    truncations: int = 0  # verified
    edits: int = 0
    accepted: int = 0  # of both: taken, and they must not be
    verdicts: list[tuple[str, str]] = field(default_factory=list)  # kind, what ran
    trials: list[Trial] = field(default_factory=list)

    def figures(self) -> Figures:
        """All counts."""
        ours = [(kind, ran) for kind, ran in self.verdicts if kind != "copy"]
        copies = [ran for kind, ran in self.verdicts if kind == "copy"]
        dark, foreign = bricks(self.trials)
        return {
            "truncations": self.truncations,
            "edits": self.edits,
            "accepted": self.accepted,
            "starts": len(self.verdicts),
            "silent": sum(ran == FOREIGN for _, ran in self.verdicts) + foreign,
            "cuts": sum(kind in ("erase", "program") for kind, _ in ours),
            "bricks": sum(ran == NO_MENU for _, ran in ours) + dark,
            "copy_cuts": len(copies),
            "copy_lost": copies.count(NO_MENU),
            **counts(self.trials),
        }


def update_figures(
    parts: Parts,
    language: str,
    tell: Callable[[str], None],
    sample: int = 1,
    tally: Tally | None = None,
    hosted: bool = False,
) -> Figures:
    """All counts; with `sample` a part of them, `hosted`: only those of trials.py. `tell` hears what goes on, `tally`
    holds what stands when it is ended before. Raises StoryFailed where an update as such does not come out."""
    tally, boards = tally or Tally(), Boards(parts)
    try:
        versions = made(language)
        for trial in tried(boards, versions, language, sample):
            tally.trials.append(trial)
            tell(f"{trial.kind}: {trial.what}: {trial.ran}")
        if hosted:
            return tally.figures()
        short = list(range(0, len(versions.new), SECTOR * sample))
        chance = random.Random(1)
        edits = [edit(versions.new, chance) for _ in range(EDITS // sample)]
        _verify(boards, versions, short, edits, tell, tally)
        starts = Starts(versions, language)
        cuts = _cuts(boards, versions, language, sample)
        some = short[:: max(1, len(short) // STARTED_TRUNCATIONS)]
        changed = chain(
            (versions.wanting("truncation", at, versions.new[:at]) for at in some),
            (versions.wanting("edit", one.at, edited(versions.new, one)) for one in edits[: STARTED_EDITS // sample]),
        )
        for ran, cut in boards.each(lambda board, cut: (starts.verdict(board, cut), cut), chain(cuts, changed)):
            tally.verdicts.append((cut.kind, ran))
            tell(f"start {len(tally.verdicts)}: {cut.kind} {cut.address:06x}: {ran}")
        return tally.figures() | {"alike": starts.alike}
    finally:
        boards.close()


def _verify(
    boards: Boards, versions: Versions, short: Sequence[Change], edits: Sequence[Change], tell: Callable[[str], None],
    tally: Tally,
) -> None:  # fmt: skip
    whole = versions.new
    shares = [share for changes in (short, edits) for share in _shares(changes)]

    def taken(board: Emulator, share: Sequence[Change]) -> int:
        changed = (whole[:one] if isinstance(one, int) else edited(whole, one) for one in share)
        return sum(verified(board, versions, changed))

    for share, accepted in zip(shares, boards.each(taken, shares), strict=True):
        if isinstance(share[0], int):
            tally.truncations += len(share)
        else:
            tally.edits += len(share)
        tally.accepted += accepted
        tell(f"verified: {tally.truncations} cut short, {tally.edits} edited, {tally.accepted} of them taken")


def _shares(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for at in range(0, len(changes), _AT_ONCE):
        yield changes[at : at + _AT_ONCE]


def _cuts(boards: Boards, versions: Versions, language: str, sample: int) -> Iterator[Cut]:
    """Of an update, with room in nvm and without; of the copy before it."""
    with boards.one() as board:
        for full in (False, True):
            yield from of_an_update(board, versions, language, full)
    yield from islice(of_a_drop(versions), 0, None, sample)
