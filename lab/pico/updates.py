# updates.py - an update on the real interpreter: cut at every flash operation, cut short, edited; something always runs
"""`wattkey pico --updates`. Two signed versions lie on the drive: one that has proved itself, and one that is wanted.

*Verified*: a program on the board holds the wanted file against its own manifest, as often as the file is changed in
the flash. *Starts*: whole power-ons, from what a cut or a change left; the menu must come, of a version that is whole.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from wattkey_host.drive.fat import SECTOR
from wattkey_lab.pico.boards import Boards
from wattkey_lab.pico.cuts import Cut
from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.starts import FOREIGN, NO_MENU, Starts
from wattkey_lab.pico.trunks import of_a_drop, of_an_update
from wattkey_lab.pico.verified import verified
from wattkey_lab.pico.versions import Versions, made, one_byte_off

EDITS, STARTED_TRUNCATIONS, STARTED_EDITS = 2000, 100, 500
_AT_ONCE = 80  # changes that one start of the board verifies
Figures = dict[str, str | int | float]


@dataclass
class Tally:
    """What stands so far."""

    truncations: int = 0  # verified
    edits: int = 0
    accepted: int = 0  # of both: taken, and they must not be
    verdicts: list[tuple[str, str]] = field(default_factory=list)  # kind, what ran

    def figures(self) -> Figures:
        """All counts."""
        ours = [(kind, ran) for kind, ran in self.verdicts if kind != "copy"]
        copies = [ran for kind, ran in self.verdicts if kind == "copy"]
        return {
            "truncations": self.truncations,
            "edits": self.edits,
            "accepted": self.accepted,
            "starts": len(self.verdicts),
            "silent": sum(ran == FOREIGN for _, ran in self.verdicts),
            "cuts": sum(kind in ("erase", "program") for kind, _ in ours),
            "bricks": sum(ran == NO_MENU for _, ran in ours),
            "copy_cuts": len(copies),
            "copy_lost": copies.count(NO_MENU),
        }


def update_figures(
    parts: Parts, language: str, tell: Callable[[str], None], sample: int = 1, tally: Tally | None = None
) -> Figures:
    """All counts; with `sample` a part of them. `tell` hears what goes on, `tally` holds what stands when it is ended
    before. Raises StoryFailed where an update as such does not come out."""
    tally = tally or Tally()
    versions, rng, boards = made(language), random.Random(1), Boards(parts)
    short = [versions.new[:at] for at in range(0, len(versions.new), SECTOR * sample)]
    edited = [one_byte_off(versions.new, rng) for _ in range(EDITS // sample)]
    try:
        _verify(boards, versions, short, edited, tell, tally)
        cuts = [*_cuts(boards, versions, language, sample)]
        cuts += _wanted(versions, "truncation", short[:: max(1, len(versions.new) // SECTOR // STARTED_TRUNCATIONS)])
        cuts += _wanted(versions, "edit", edited[: STARTED_EDITS // sample])
        starts = Starts(versions, language)
        for cut, ran in zip(cuts, boards.each(starts.verdict, cuts), strict=True):
            tally.verdicts.append((cut.kind, ran))
            tell(f"{len(tally.verdicts)} of {len(cuts)}: {cut.kind} {cut.address:06x}: {ran}")
        return tally.figures() | {"alike": starts.alike}
    finally:
        boards.close()


def _verify(
    boards: Boards, versions: Versions, short: list[bytes], edited: list[bytes], tell: Callable[[str], None],
    tally: Tally,
) -> None:  # fmt: skip
    shares = [*_shares(short), *_shares(edited)]

    def taken(board: Emulator, share: list[bytes]) -> int:
        return sum(verified(board, versions, share))

    for share, accepted in zip(shares, boards.each(taken, shares), strict=True):
        if len(share[0]) < len(versions.new):
            tally.truncations += len(share)
        else:
            tally.edits += len(share)
        tally.accepted += accepted
        tell(f"verified: {tally.truncations} cut short, {tally.edits} edited, {tally.accepted} of them taken")


def _shares(changed: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(0, len(changed), _AT_ONCE):
        yield changed[at : at + _AT_ONCE]


def _cuts(boards: Boards, versions: Versions, language: str, sample: int) -> Iterator[Cut]:
    """Of an update, with room in nvm and without; of the copy before it."""
    for cuts in boards.each(lambda board, full: of_an_update(board, versions, language, full), (False, True)):
        yield from cuts
    yield from of_a_drop(versions)[::sample]


def _wanted(versions: Versions, kind: str, wholes: list[bytes]) -> list[Cut]:
    return [versions.wanting(kind, whole) for whole in wholes]
