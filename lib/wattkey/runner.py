# runner.py - runs a flow: from a step's verb to the step where its outcome leads
"""The engine knows nothing of meters: it calls the verb, looks the outcome up, goes there. flow.py makes the tables."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


def row_of(text: str) -> tuple:
    """The row that was packed."""
    name, verb, visits, shown, due, ways = text.split("|")
    words = ways.split(" ")
    return name, verb, dict(zip(words[::2], words[1::2])), int(visits), shown, int(due)


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
