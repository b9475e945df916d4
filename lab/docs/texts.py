# texts.py - checks on the texts of all languages; runs in the tests and before a font is made
"""What wattkey.text takes on trust: same keys and placeholders everywhere, every line fits the screen."""

import re
from pathlib import Path

from wattkey import marks
from wattkey.page import COLUMNS, width
from wattkey.text import path_of
from wattkey_lab.docs import facts

LANGUAGES = tuple(sorted(path.stem for path in Path(path_of("en")).parent.glob("*.txt")))
LONGEST = 95  # bytes of a line (wattkey/text.py)
AMOUNT = facts.NAMED["amount"].widest  # the largest purchase
BALANCE = "999999.99"  # the largest amount of a register of four BCD bytes
VALUES = {  # the widest value of each %s, where it is neither a purchase nor a fact that a step names
    "keys.ok": ("@menu",),  # the widest label of the menu
    "part.broken": ("P07",),
    "say.balance": (BALANCE,),
    "say.code": ("M51",),
    "err.T62": (facts.NAMED["tries"].widest,),
    "err.T55": ("000001.json.json",),
    "err.T56": ("123456-00001.zip",),
    "err.T57": ("3456-000001.json",),
    "err.T29": (facts.NAMED["line"].widest,),
    "row.credit": ("-99999.99",),
    "row.bought": (BALANCE,),
    "row.order": ("9999", "12-31"),
    "row.firmware": ("99.99",),
    "row.free": ("199",),
    "row.test_chip": ("P01",),
    "row.test_atr": ("P02",),
    "row.test_flash": ("16384",),
    "row.test_pads": ("12 mA",),
    "row.test_link": ("P03",),
    "row.test_drive": ("P05",),
    "row.test_screen": ("P07",),
    "row.test_keys": ("P04",),
}
HINTS = ("#", "*", "C", "✓")  # what a third line begins with: it says what the keys do, or that all went well
WHOLE = ("err.T55", "err.T56", "err.T57", "err.T58")  # news of a file: no line of keys stands below
TITLE = 11  # columns of a title beside a short code and a mark
_BY_NAME = ("err", "title", "language", "state")  # families whose texts are named by what stands behind the point
_LINE = re.compile(r"([a-z]+\.[A-Za-z0-9_]+) (\S.*\S|\S)")


def entries(language: str) -> dict[str, str]:
    """Key -> words of one language. Raises ValueError on any other line, and on one that the device would not find."""
    found: dict[str, str] = {}
    lines = load(language).split("\n")
    if not lines[0].startswith("#") or lines.pop():
        raise ValueError(f"{language}: the file must begin with a line of its own (#), and end with a line end")
    last = ""
    for line in lines[1:]:
        match = _LINE.fullmatch(line)
        if not match or len(line.encode()) > LONGEST:
            raise ValueError(f"{language}: {line!r} is not a key, a blank and words, in {LONGEST} bytes")
        if match[1] <= last:
            raise ValueError(f"{language}: {match[1]} stands behind {last}: texts are in the order of their keys")
        last = match[1]
        found[last] = match[2]
    return found


def load(language: str) -> str:
    """The file as it stands."""
    return Path(path_of(language)).read_text(encoding="utf-8")


def missing(key: str) -> list[str]:
    """The languages that lack `key`."""
    return [language for language in LANGUAGES if key not in entries(language)]


def too_wide(key: str) -> list[tuple[str, str]]:
    """(language, line) of every line under `key` that the screen does not hold with its widest values."""
    columns = TITLE if key.startswith("title.") else COLUMNS
    found = []
    for language in LANGUAGES:
        words = entries(language).get(key, "")
        found += [(language, line) for line in filled(key, words, language).split("|") if width(line) > columns]
    return found


def filled(key: str, words: str, language: str) -> str:
    """`words` with the widest plausible value for each %s."""
    for value in widest(key) or (AMOUNT,) * words.count("%s"):
        words = words.replace("%s", _widest_label(language) if value == "@menu" else value, 1)
    return words


def widest(key: str) -> tuple[str, ...]:
    """The widest value of each %s of a text; () where nothing is known of them."""
    names = facts.fillings().get(key, ())
    return VALUES.get(key) or tuple(facts.NAMED[name].widest if name in facts.NAMED else AMOUNT for name in names)


def values(key: str) -> list[tuple[str, int]]:
    """(language, how many %s the text has there), for each language that has it."""
    tables = {language: entries(language) for language in LANGUAGES}
    return [(language, words[key].count("%s")) for language, words in tables.items() if key in words]


def problems() -> list[str]:
    """Everything wrong with the texts, each as one sentence."""
    tables = {language: entries(language) for language in LANGUAGES}
    found = []
    for key in sorted(set().union(*tables.values())):
        found += [f"{key} is missing in {language}" for language in missing(key)]
        found += [f"{key} is too wide in {language}: {line!r}" for language, line in too_wide(key)]
        counts = {count for _, count in values(key)}
        if len(counts) > 1:
            found.append(f"{key} has a different number of %s in each language")
        if widest(key) and counts != {len(widest(key))}:
            found.append(f"{key} has another number of %s than values are known for it")
        most = 3 if key in WHOLE else 2
        found += [f"{key} has more than 2 lines" for table in tables.values() if _lines(table.get(key, "")) > most]
    return found


def _lines(words: str) -> int:
    """How many lines of a text a person reads, not counting the one about the keys."""
    lines = words.split("|")
    return len(lines) - (len(lines) == 3 and lines[-1].startswith(HINTS))


def unused(root: Path) -> list[str]:
    """Keys that no device file names: each costs the board's heap. Some families are named by their last part."""
    beside = [root / name for name in ("code.py", "faults.py", "loader.py")]
    files = [*beside, *(root / "flows").glob("*.py"), *(root / "drivers").glob("*.py")]
    files += [p for p in (root / "lib" / "wattkey").rglob("*.py") if p.parent.name != "texts"]
    named = " ".join(path.read_text(encoding="utf-8") for path in files)
    titles = {"title." + path.stem for path in (root / "flows").glob("*.py")}
    found = []
    for key in entries(LANGUAGES[0]):
        family, _, name = key.partition(".")
        if key not in titles and f'"{name if family in _BY_NAME else key}' not in named:
            found.append(key)
    return found


def characters() -> set[str]:
    """Every character outside ASCII that a text uses."""
    texts = [words for language in LANGUAGES for words in entries(language).values()]
    return {c for words in (*texts, marks.WORDS, marks.TODO) for c in words if c > "\x7f"}


def _widest_label(language: str) -> str:
    labels = [words for key, words in entries(language).items() if key.startswith("menu.") and "|" not in words]
    return max((label for label in labels if "%s" not in label), key=width)
