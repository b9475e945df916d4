# rehearsal.py - the life is lived once before anybody is harmed: then it is known where it will come through
"""A life with a harm that has come to nothing is one with the rest of the life that nobody harms, which is still to be
lived. What the rehearsal has loaded and compiled, each of the forked lives has too."""

from pathlib import Path

from wattkey_lab.torture.cuts.handheld import Stuck
from wattkey_lab.torture.cuts.lab import Lab
from wattkey_lab.torture.cuts.life import Step
from wattkey_lab.torture.cuts.remains import remains


def rehearse(steps: tuple[Step, ...], personality: str, folder: Path) -> set[str]:
    """The remains that the life without harm goes through, to its end or to where it goes wrong. Makes `folder`."""
    folder.mkdir()
    lab = Lab(folder, lambda *_: None, personality)
    known: set[str] = set()

    def at_rest(where: str) -> None:
        if key := remains(lab, where):
            known.add(key)

    lab.at_rest = at_rest
    try:
        for number, step in enumerate(steps):
            lab.begin(number)
            step.act(lab)
    except (Stuck, AssertionError, RuntimeError, OSError, ValueError):
        pass  # it will again, and is told then
    return known
