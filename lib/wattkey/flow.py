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


def packed(table: tuple) -> "tuple[str, list[str]]":
    """A flow as Runner wants it: each row as one text. As tuples and dicts the rows of a recharge take 6.6 KB, twice as
    much."""
    name, steps = table
    return name, [
        "|".join(
            (row[0], row[1], str(row[3]), row[4], str(row[5]), " ".join([" ".join(way) for way in row[2].items()]))
        )
        for row in steps
    ]


def row_of(text: str) -> tuple:
    """The row that was packed."""
    name, verb, visits, shown, due, ways = text.split("|")
    words = ways.split(" ")
    return name, verb, dict(zip(words[::2], words[1::2])), int(visits), shown, int(due)


def needed(rows: "list[str]") -> "list[str]":
    """The nouns of the straight way; all, where the table does not tell it. One of a detour is loaded when it is taken:
    something went wrong then, and 50 ms more do not matter."""
    steps = [row_of(row) for row in rows]
    straight = [step for step in steps if step[5] >= 0] or steps
    return [step[1].rpartition(".")[0] for step in straight]


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

    async def run(self, name: str, rows: "list[str]") -> str:
        """Walk the packed table of the flow `name` to its end; returns the name of the last step. Whatever a verb
        raises comes out."""
        entered = [0] * len(rows)
        whole, working = _measures(rows)
        done, at = 0, _step(rows[0])
        while at != "end":
            i = _place(rows, at)
            entered[i] += 1
            if entered[i] > row_of(rows[i])[3]:
                i = _place(rows, "stop")
            last, verb, outcomes, _, text, due = row_of(rows[i])
            if whole < 0:
                done = max(done, min(100, 100 * (i + 1) // working))
            elif due >= 0:
                done = max(done, 100 - 100 * due // (whole or 1))
            if text:
                self._present(name, text, done)
            noun, _, method = verb.rpartition(".")
            outcome = await getattr(self._noun(noun), method)()
            at = outcomes[outcome] if outcome in outcomes else outcomes["else"]
        return last


def _step(row: str) -> str:
    return row[: row.index("|")]


def _place(rows: "list[str]", step: str) -> int:
    return [_step(row) for row in rows].index(step)


def _measures(rows: "list[str]") -> "tuple[int, int]":
    """The bytes that are due at the beginning, -1 where the table tells none; and how many rows there are up to the
    last in which the device works: behind it nothing moves a bar."""
    whole, working = -1, 0
    for n, row in enumerate(rows, 1):
        _, _, _, _, text, due = row_of(row)
        whole = max(whole, due)
        if text.startswith("step."):
            working = n
    return whole, working or len(rows)
