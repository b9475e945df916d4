# runner.py - runs a flow: from a step's verb to the step where its outcome leads
"""The engine knows nothing of meters: it calls the verb, looks the outcome up, goes there. flow.py makes the tables."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


VERB, WAYS = "person.reads", "else end"  # of a row that names none


def row_of(sheets: "list[str]", step: str) -> tuple:
    """(step, verb, visits, text, percent, ways) of a step. Raises LookupError for no step."""
    for sheet in sheets:
        at = sheet.find("\n" + step + "|")
        if at >= 0:
            row = sheet[at + 1 : sheet.index("\n", at + 1)] + "||||"
            name, text, verb, ways, visits, percent = row.split("|")[:6]
            return name, verb or VERB, int(visits or 1), text, int(percent or -1), ways or WAYS
    raise LookupError(step)


def outcomes(ways: str) -> "dict[str, str]":
    """Outcome -> step, as the table had it."""
    words = ways.split(" ")
    return dict(zip(words[::2], words[1::2]))


def leads(ways: str, outcome: str) -> str:
    """The step that follows. Raises KeyError where an outcome leads nowhere."""
    known = outcomes(ways)
    return known[outcome] if outcome in known else known["else"]


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

    async def run(self, name: str, sheets: "list[str]") -> str:
        """Walk the packed table (flow.py) of the flow `name` to its end; returns the name of the last step. Whatever a
        verb raises comes out."""
        entered: "dict[str, int]" = {}  # step -> how often
        done, at = 0, sheets[0][1 : sheets[0].index("|")]
        while at != "end":
            last, verb, visits, text, percent, ways = row_of(sheets, at)
            entered[at] = entered.get(at, 0) + 1
            if entered[at] > visits:
                last, verb, _, text, percent, ways = row_of(sheets, "stop")
            done = max(done, percent)
            if text:
                self._present(name, text, done)
            noun, _, method = verb.rpartition(".")
            at = leads(ways, await getattr(self._noun(noun), method)())
        return last
