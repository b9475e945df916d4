# script.py - stories: short text scripts that are acceptance tests, demo and source of every picture
"""One command a line, words and "quoted text"; `#` begins a comment, `==` a heading.

    == The customer drops the file
    plug in
    drop
    see "100.00"

A line runs the verb with the longest matching beginning (`meter balance is 100.00` runs `meter balance is`).

What differs from one meter program to another stands in the line: `as harshest, SY: see ...` is for these personalities
only, `but harshest: see ...` for all others, the meter without a name among them. A heading may be so too: then it and
all up to the next heading is. `end` ends the story, most often for some.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wattkey_host import foreign
from wattkey_host.vend.errors import VendError

_FOR = re.compile(r"(?P<heading>(== )?)(?P<how>as|but) (?P<names>\w+(,\s*\w+)*): (?P<text>.*)")


END = "end"  # there the story is over


class Watched(Protocol):
    """What a story is played on."""

    def check(self) -> None:
        """Raises StoryFailed where something has happened that must never happen, whatever the story is about."""


class StoryFailed(Exception):
    """A story did not come out as it must: which line, what was expected, what was there."""


@dataclass(frozen=True)
class Line:
    """One line of a story."""

    number: int
    text: str

    @property
    def heading(self) -> str:
        """The words of a heading, or ""."""
        return self.text.removeprefix("==").strip() if self.text.startswith("==") else ""


def read(path: Path, personality: str = "") -> list[Line]:
    """The lines of a story that say something to a meter of that personality. Raises StoryFailed when there is no such
    story."""
    try:
        texts = foreign.whole(path).decode().splitlines()
    except OSError as error:
        there = ", ".join(sorted(other.stem for other in path.parent.glob("*.story"))) or "none"
        raise StoryFailed(f"no story {path.stem!r} in {path.parent}; there are: {there}") from error
    except UnicodeDecodeError as error:
        raise StoryFailed(f"{path} is no text in UTF-8") from error
    lines = [Line(i + 1, text.strip()) for i, text in enumerate(texts)]
    lines = [line for line in lines if line.text and not line.text.startswith("#")]
    return list(_meant(lines, personality))


def _meant(lines: list[Line], personality: str) -> Iterator[Line]:
    """The lines that are for this personality, without the words that say so."""
    section = True
    for line in lines:
        found = _FOR.fullmatch(line.text)
        meant = found is None or (personality in re.split(r",\s*", found["names"])) == (found["how"] == "as")
        text = found["heading"] + found["text"] if found else line.text
        plain = Line(line.number, text)
        if plain.heading:
            section = meant
        if section and meant and text == END:
            return
        if section and meant:
            yield plain


def find(verbs: dict[str, Callable], text: str) -> tuple[Callable, list[str]]:
    """The verb of a line and its arguments. Raises StoryFailed for an unknown one."""
    words = shlex.split(text, comments=True)
    for length in range(len(words), 0, -1):
        verb = verbs.get(" ".join(words[:length]))
        if verb:
            return verb, words[length:]
    raise StoryFailed(f"no verb for {text!r}; there are: {', '.join(sorted(verbs))}")


def play(lines: list[Line], verbs: dict[str, Callable], stage: Watched, tell: Callable[[Line], None]) -> None:
    """Run a story to its end; `tell` is called after each line. Raises StoryFailed naming the line."""
    for line in lines:
        if not line.heading:
            try:
                verb, arguments = find(verbs, line.text)
                verb(stage, *arguments)
                stage.check()
            except (StoryFailed, VendError, TypeError, ValueError, LookupError, RuntimeError, OSError) as error:
                raise StoryFailed(f"line {line.number}, {line.text!r}: {error}") from error
        tell(line)
