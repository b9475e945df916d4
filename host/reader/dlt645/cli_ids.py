# cli_ids.py - `wattkey ids WORD...`: what data identifiers there are, searched in Chinese and English
"""For people: one line each. With --json one object: {"identifiers": [{"id": ..., ...}, ...]}."""

from collections.abc import Iterator
from typing import Annotated

import typer

from wattkey_host.plain import in_json, say
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.identifier import Identifier, standard_of

_MOST = 40


def ids(
    words: Annotated[list[str], typer.Argument(help="Words that all must occur: voltage, 电压, peak, 0201")],
    standard: Annotated[str | None, typer.Option(help="Only this one: 2007, 1997 or 698.45")] = None,
    everything: Annotated[bool, typer.Option("--all", help=f"Not only the first {_MOST}")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False,
) -> None:
    """Search the data identifiers of all standards, in Chinese and English, by name, number or unit."""
    try:
        standard = standard and standard_of(standard)
    except LookupError as wrong:
        raise typer.BadParameter(str(wrong.args[0]), param_hint="--standard") from wrong
    found = _found(" ".join(words), standard)
    shown = found if everything or as_json else found[:_MOST]
    for line in _lines(shown) if shown and not as_json else ():
        say(line)
    if len(shown) < len(found):
        say(f"{len(found) - len(shown)} more: --all, or one more word", err=True)
    if as_json:
        print(in_json({"identifiers": [_plain(i) for i in found]}))
    if not found:
        say(f'no data identifier with "{" ".join(words)}" in its number, names or unit', err=True)
        raise typer.Exit(1)


def _found(text: str, standard: str | None) -> list[Identifier]:
    """What the search finds; a number or name of one of a series (a settlement day, a record) finds that one."""
    found = catalogue.search(text, standard)
    if not found:
        try:
            found = [catalogue.find(text, standard)]
        except LookupError:
            found = []
    return found


def _lines(found: list[Identifier]) -> Iterator[str]:
    """Columns; Chinese, which is two columns wide, comes last."""
    alias, form = (max((len(text) for text in texts), default=0) for texts in zip(*map(_words, found), strict=True))
    for i in found:
        yield f"{i.standard}  {i.code:8}  {_words(i)[0]:{alias}}  {_words(i)[1]:{form}}  {i.name}  {i.name_zh}"


def _words(i: Identifier) -> tuple[str, str]:
    return i.alias or "-", f"{i.format} {i.unit}".strip()


def _plain(i: Identifier) -> dict[str, object]:
    return {
        "id": i.code,
        "standard": i.standard,
        "short_name": i.alias,
        "name": i.name,
        "name_zh": i.name_zh,
        "format": i.format,
        "bytes": i.length,
        "unit": i.unit,
        "source": i.source,
    }
