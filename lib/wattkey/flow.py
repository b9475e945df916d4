# flow.py - flows are tables: what a table is made of, and how the board keeps it
"""A flow is a tuple of steps; a step names a verb and where each outcome leads. No step is entered more often than its
`visits`: one more leads to "stop". The validator lives on the PC.

This file is in memory only while a flow is loaded; runner.py walks the table.
"""


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
    rows = []
    for name, verb, outcomes, visits, text, due in table[1]:
        ways = " ".join([" ".join(way) for way in outcomes.items()])
        rows.append("|".join((name, verb, str(visits), text, str(due), ways)))
    return table[0], rows


def needed(table: tuple) -> "list[str]":
    """The nouns of the straight way; all, where the table does not tell it. One of a detour is loaded when it is taken:
    something went wrong then, and 50 ms more do not matter."""
    steps = table[1]
    straight = [row for row in steps if row[5] >= 0] or steps
    return [row[1].rpartition(".")[0] for row in straight]
