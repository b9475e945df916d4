# read_options.py - what stands behind `wattkey read`, and what is wrong with it
"""Options with words of their own; every check raises typer.BadParameter."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from wattkey_host.reader.asking import wanted
from wattkey_host.reader.dlt645.identifier import DLT698, Identifier, standard_of
from wattkey_host.reader.meterline import PARITIES

ANYONE = "AAAAAAAAAAAA"
_DIGITS = 12
_LONGEST = 32  # digits of an address of 698.45
Wanted = Annotated[
    str | None,
    typer.Option("--id", help="8 hex digits (2007, 698.45), 4 hex digits (1997), or a name: wattkey ids WORD"),
]
BoxFile = Annotated[
    Path | None, typer.Option("--box", help="The energies of all meters of a list (docs/box.md); CSV on stdout.")
]
CsvFile = Annotated[Path | None, typer.Option("--csv", help="With --box: the CSV goes into this file.")]

Search = Annotated[bool, typer.Option("--search", help="Find all meters on the line; prints their list, for --box.")]


Narrow = Annotated[
    bool,
    typer.Option(
        "--narrow", help="Take a number of fewer bytes than the standard has; which are lacking, nobody says."
    ),
]


def _edition(value: str | None) -> str | None:
    try:
        return value and standard_of(value)
    except LookupError as wrong:
        raise typer.BadParameter(str(wrong.args[0])) from wrong


def _parity(value: str) -> str:
    if value not in PARITIES:
        raise typer.BadParameter(f"{value} is none of {', '.join(PARITIES)}")
    return value


Address = Annotated[
    str, typer.Option(help="12 digits, AA in front for any (698: even number, A for any); default: whoever is there.")
]
Edition = Annotated[str | None, typer.Option(callback=_edition, help="2007, 1997 or 698, where a name is in several.")]
Parity = Annotated[str, typer.Option(callback=_parity, help="even, odd or none.")]


def address_of(text: str, tell: Callable[[str], None] = lambda _: None, standard: str | None = None) -> bytes:
    """The bytes as printed. Zeros in front may be left out, which is told: it may be another digit that is lacking. Of
    698.45, where `standard` says so, an address has any even number of digits, with A for any."""
    digits = text.upper()
    if standard == DLT698:
        plain = digits.isascii() and digits.replace("A", "0").isdecimal()
        if not plain or len(digits) % 2 or len(digits) > _LONGEST:
            raise typer.BadParameter(f"{text} is not 2 to 32 digits, A for any", param_hint="--address")
        return bytes.fromhex(digits)
    digits = digits.rjust(_DIGITS, "0")
    bare = digits.lstrip("A")
    if len(digits) != _DIGITS or len(bare) % 2 or (bare and not (bare.isdecimal() and bare.isascii())):
        raise typer.BadParameter(f"{text} is not 12 digits (AA in front for any)", param_hint="--address")
    if len(text) < _DIGITS:
        tell(f"--address {text} has {len(text)} of 12 digits: asking {digits}")
    return bytes.fromhex(digits)


def tries_of(text: str | None, standard: str | None, find: bool) -> list[Identifier]:
    """The identifiers to try, in order; none where the meter is only looked for."""
    if text is None:
        if not find:
            raise typer.BadParameter("what is to be read? For names: wattkey ids WORD", param_hint="--id")
        return []
    try:
        return wanted(text, standard)
    except LookupError as wrong:
        raise typer.BadParameter(str(wrong.args[0]), param_hint="--id") from wrong
