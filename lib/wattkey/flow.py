# flow.py - flows are tables: what a table is made of, and how the board keeps it
"""A flow is a tuple of steps; a step names a verb and where each outcome leads. No step is entered more often than its
`visits`: one more leads to "stop". The validator lives on the PC.

This file is in memory only while a flow is loaded; runner.py walks the table.
"""

from micropython import const

from wattkey.runner import VERB, WAYS

_SHEET = const(480)  # characters


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
    """A flow as Runner wants it: its rows, a line each, on sheets of half a kilobyte, without what most rows say. As
    tuples and dicts the rows of a recharge take 6.6 KB, three times as much; a single text would want that in one
    piece."""
    sheets, percents = ["\n"], _percents(table[1])
    for number, (name, verb, outcomes, visits, text, _) in enumerate(table[1]):
        ways = " ".join([" ".join(way) for way in outcomes.items()])
        cells = (text, verb, ways, str(visits), str(percents[number]))
        told = ["" if cell == usual else cell for cell, usual in zip(cells, ("", VERB, WAYS, "1", "-1"))]
        row = name + "|" + "|".join(told).rstrip("|") + "\n"
        if len(sheets[-1]) + len(row) > _SHEET:
            sheets.append("\n")
        sheets[-1] += row
    return table[0], sheets


def _percents(steps: tuple) -> "list[int]":
    """How far the bar has come at each step, by the bytes that are due; -1 for a detour. Where the table tells none, by
    the rows, up to the last in which the device works: behind it nothing moves a bar."""
    whole = max([row[5] for row in steps])
    if whole >= 0:
        return [100 - 100 * row[5] // (whole or 1) if row[5] >= 0 else -1 for row in steps]
    working = [n for n, row in enumerate(steps, 1) if row[4].startswith("step.")]
    last = working[-1] if working else len(steps)
    return [min(100, 100 * n // last) for n in range(1, len(steps) + 1)]


def needed(table: tuple) -> "list[str]":
    """The nouns of the straight way; all, where the table does not tell it. One of a detour is loaded when it is taken:
    something went wrong then, and 50 ms more do not matter."""
    steps = table[1]
    straight = [row for row in steps if row[5] >= 0] or steps
    return [row[1].rpartition(".")[0] for row in straight]
