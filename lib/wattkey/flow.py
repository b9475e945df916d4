# flow.py - flows are tables; this runs them
"""A flow is a tuple of steps; a step names a verb and where each outcome leads.

The engine knows nothing of meters: it calls the verb, looks the outcome up, goes there. No step
is entered more often than its `visits`: one more leads to "stop". The validator lives on the PC.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


def step(name: str, verb: str, outcomes: dict, visits: int = 1, text: str = "", due: int = -1) -> tuple:
    """One row: `verb` is "noun.method", where a noun may be "room.noun"; `outcomes` maps an outcome (or "else") to
    a step's name or "end".

    `text` is a key of the texts, with the names of the facts that fill its %s behind it. `due`: so many bytes are still
    to come on the straight way behind this step; a detour has none. The first step has all of them.
    """
    return (name, verb, outcomes, visits, text, due)


def flow(name: str, *steps: tuple) -> tuple:
    """A whole flow; it begins with its first step and ends at "end"."""
    return (name, steps)


class Noun:
    """What nouns share whose verbs can fail. The facts fill the texts, `code` tells the screen what went wrong."""

    _facts: dict

    def _problem(self, outcome: str, code: str) -> str:
        """`outcome`, after its short code is noted."""
        self._facts["code"] = code
        return outcome


class Runner:
    """Runs one flow after another.

    `noun(name)` answers the object that has a verb's coroutine; `present(flow, text, done)` shows a step's
    text, `done` being 0..100.
    """

    def __init__(self, noun: "Callable[[str], object]", present: "Callable[[str, str, int], None]") -> None:
        self._noun = noun
        self._present = present

    async def run(self, table: tuple) -> str:
        """Walk `table` to its end; returns the name of the last step. Whatever a verb raises comes out."""
        name, steps = table
        index = {row[0]: i for i, row in enumerate(steps)}
        entered = [0] * len(steps)
        whole, done = max([row[5] for row in steps]), 0
        at = last = steps[0][0]
        while at != "end":
            i = index[at]
            entered[i] += 1
            if entered[i] > steps[i][3]:
                at = "stop"
                i = index[at]
            last, verb, outcomes, _, text, due = steps[i]
            if whole < 0:
                done = max(done, min(100, 100 * (i + 1) // _working(steps)))
            elif due >= 0:
                done = max(done, 100 - 100 * due // (whole or 1))
            if text:
                self._present(name, text, done)
            noun, _, method = verb.rpartition(".")
            outcome = await getattr(self._noun(noun), method)()
            at = outcomes[outcome] if outcome in outcomes else outcomes["else"]
        return last


def _working(steps: tuple) -> int:
    """How many rows there are up to the last in which the device works: behind it nothing moves a bar."""
    rows = [n for n, row in enumerate(steps, 1) if row[4].startswith("step.")]
    return rows[-1] if rows else len(steps)
