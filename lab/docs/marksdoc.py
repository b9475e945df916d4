# marksdoc.py - the Err- numbers of meters for docs/errors.md: every meaning, and who says so
"""None of it was measured on a meter. The meanings are the device's own table, lib/wattkey/marks.py."""

from wattkey import marks

HEAD = """
## Numbers on the meter's own display

A meter shows `Err-` and a number; no identifier reads it. In *Read meter* the key 0 leads to the list of them.
Generations contradict each other, so the device says every meaning. Who says so: **OGS** feng654321/oldGrid_state, a
list of numbers; **FAR** a family of local meters, **HTM** the meter HT-MCU of 2011 to 2014 (both found by text search);
**WSD** float12/WorkProjectsSVN, from 31 to 36 as of 2013, else as a meter of DL/T 698.45; **PG** pages of users and
makers.

| number | may mean | 意思 | what to do | who says so |
|---|---|---|---|---|
"""
_NEWER = {
    "switch", "read_bat", "cover", "magnet", "supply", "tripped", "closed", "phase", "order", "uneven", "reversed",
    "writing",
}  # fmt: skip
# first and last number, mark or "", who says so; the first row that fits counts
_SAID = (
    (1, 1, "owed", "HTM"), (10, 10, "owed", "WSD"), (7, 7, "loop", "WSD"), (1, 6, "", "OGS, FAR, PG"),
    (7, 7, "", "OGS, PG"), (8, 8, "", "FAR, PG, WSD"), (12, 14, "", "FAR, HTM, PG"), (10, 28, "", "FAR, HTM"),
    (31, 36, "", "WSD, HTM"), (51, 56, "", "FAR, OGS"),
)  # fmt: skip


def sources(number: int, mark: str) -> str:
    """Who says that a number means this. Raises LookupError where nobody is known."""
    if mark in _NEWER and number < 50:
        return "WSD"
    for first, last, only, said in _SAID:
        if first <= number <= last and only in ("", mark):
            return said
    raise LookupError(f"nobody says that {number} is {mark}")


def page() -> str:
    """The part of docs/errors.md."""
    rows = []
    for line in marks.NUMBERS.strip().split("\n"):
        number, *found = line.split(" ")
        for mark in found:
            (word, todo), (word_zh, _) = (marks.rows([mark], language) for language in ("en", "zh"))
            rows.append(f"| {number} | {word} | {word_zh} | {todo} | {sources(int(number), mark)} |\n")
    return HEAD + "".join(rows)
