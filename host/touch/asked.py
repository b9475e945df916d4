# asked.py - what a message may say: its arguments, each with what it must be
"""A message is data from outside. What does not fit is refused in words, and nothing happens."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any

from wattkey.amount import cents

Check = Callable[[Any], Any]
_NAME = re.compile(r"[\w\- .+()\[\]]{1,60}", re.ASCII)
_BIGGEST = 1 << 20  # bytes of a file: the drive holds no more


class NotDone(ValueError):
    """What was asked for is not done; the words say why."""


def one_of(*words: Any) -> Check:
    """Exactly one of these."""

    def check(value: Any) -> Any:
        if not any(value == word and type(value) is type(word) for word in words):
            raise NotDone(f"{str(value)[:40]!r} is none of {', '.join(map(str, words))}")
        return value

    return check


def number(least: float, most: float) -> Check:
    """A number in a range."""

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise NotDone(f"{str(value)[:40]} is no number from {least} to {most}")
        return value

    return check


def whole(least: int, most: int) -> Check:
    """A whole number in a range."""

    def check(value: Any) -> int:
        if type(value) is not int:
            raise NotDone(f"{str(value)[:40]} is no whole number")
        return int(number(least, most)(value))

    return check


def flag(value: Any) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise NotDone(f"{str(value)[:40]} is neither true nor false")
    return value


def text(most: int) -> Check:
    """Some printable words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not value.isprintable() or len(value) > most:
            raise NotDone(f"this is no text of at most {most} characters")
        return value

    return check


def money(value: Any) -> int:
    """An amount as text, "100.00"; in cents."""
    try:
        return cents(text(20)(value))
    except ValueError as wrong:
        raise NotDone(f"{str(value)[:40]!r} is no amount: {wrong}") from wrong


def path(value: Any) -> str:
    """A file in the root of the drive, or in one folder there: no way out of it."""
    parts = text(130)(value).removeprefix("/").split("/")
    if len(parts) > 2 or not all(_NAME.fullmatch(part) and part.strip(" .") for part in parts):
        raise NotDone(f"{str(value)[:60]!r} is no name for a file on the drive")
    return "/" + "/".join(parts)


def content(value: Any) -> bytes:
    """A file, in base64."""
    if not isinstance(value, str) or len(value) > _BIGGEST * 4 // 3 + 4:
        raise NotDone("this is no file of at most 1 MiB in base64")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise NotDone(f"this is no base64: {wrong}") from wrong


def checked(given: Mapping[str, Any], wanted: Mapping[str, Check], optional: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a message, checked. Raises NotDone for one that is missing, too much, or does not fit."""
    strange = [name for name in given if name not in wanted and name not in ("do", "id")]
    missing = [name for name in wanted if name not in given and name not in optional]
    if strange or missing:
        said = [f"there is no argument {str(name)[:40]!r}" for name in strange[:1]]
        raise NotDone((said + [f"{name} is missing" for name in missing])[0])
    return {**optional, **{name: check(given[name]) for name, check in wanted.items() if name in given}}
