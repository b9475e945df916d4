# optionvalues.py - the words of a command line become the values of its options, at once
"""Typer has pydantic do it, whose import takes longer than most commands. Text, paths, and what is of its type already
(a default) need none of that, nor do plain numbers and words of a list; for everything else, and for what is wrong,
Typer's own way is taken."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

from typer._coercion import build_runtime_param  # Typer has no public place for it; pyproject.toml pins the version
from typer._param_types import coerce_cli_path

_PLAIN = {int: re.compile(r"[0-9]{1,9}"), float: re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")}


class Words:
    """What Typer asks for the value of a parameter; `described` is its type, `parser` and limits."""

    def __init__(self, described: Any) -> None:
        """Of one parameter."""
        self._described = described

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value. Raises typer.BadParameter."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        kind, about = self._described.annotation, self._described.parameter_info
        if about.parser is not None:
            return about.parser(value)
        if kind is str:
            return str(value)
        if kind == list[str]:
            return [str(word) for word in value]
        if kind is Path:
            return coerce_cli_path(Path(value), about, path_type=Path, param=param, ctx=ctx)
        if isinstance(kind, type) and isinstance(value, kind):
            return value
        if kind in _PLAIN and isinstance(value, str) and _PLAIN[kind].fullmatch(value) and _fits(kind(value), about):
            return kind(value)
        if isinstance(kind, type) and issubclass(kind, StrEnum) and value in kind.__members__.values():
            return kind(value)
        return build_runtime_param(self._described).coerce(value, param, ctx)


def _fits(number: float, about: Any) -> bool:
    low, high = about.min, about.max
    return (low is None or number >= low) and (high is None or number <= high)


def read_at_once(params: list[Any]) -> list[Any]:
    """The parameters of a command, read so."""
    for param in params:
        param._runtime_param = Words(param.type_descriptor)
    return params
