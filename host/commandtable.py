# commandtable.py - tables of commands: each is imported when it is called, and listed without being imported
"""Typer gets a stand-in for each row, which is enough for the list of `--help`. The real command takes its place when
its own arguments are to be read. So `wattkey decode` does not wait for a database, nor `--help` for a simulator."""

import functools
import gc
import importlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from wattkey_host.interrupt import Working
from wattkey_host.optionvalues import read_at_once
from wattkey_host.plain import complaints_plain, say


class Row(NamedTuple):
    """A command of a table."""

    place: str  # "module:function", or "module:app" of a group
    panel: str  # under which heading of the list
    words: str  # its line there
    example: str  # what stands behind `wattkey`
    stands: str = "Nothing was kept: run the same command again"  # what Ctrl-C leaves; a group says it in its own rows


class Command(TyperCommand):
    """A command whose options are read at once, and whose help says nothing of the type of a flag: it has none."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Arguments and options, `--help` among them."""
        return _plain(super().get_params(ctx))


class Group(TyperGroup):
    """A group of commands, with such options. What is refused of a command line is told without control characters."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Click reads the options of this group, and is heard without control characters."""
        with complaints_plain():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """The command's options read, and the command run."""
        with complaints_plain():
            return super().invoke(ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        """Options, `--help` among them."""
        return _plain(super().get_params(ctx))


def _plain(params: list[Any]) -> list[Any]:
    for param in read_at_once(params):
        if getattr(param, "is_flag", False):
            param.metavar = ""
    return params


def group(example: str, **settings: Any) -> typer.Typer:
    """A Typer application for a table of commands."""
    return typer.Typer(
        cls=Group, add_completion=False, pretty_exceptions_enable=False, epilog=f"Example: wattkey {example}",
        **{"no_args_is_help": True, **settings},
    )  # fmt: skip


def offer(app: typer.Typer, table: Mapping[str, Row]) -> None:
    """Make the commands of a table commands of `app`, in its order."""
    for name, row in table.items():

        def nothing() -> None:
            """Never called: the real command takes its place."""

        app.command(name, cls=_late(name, row), help=row.words, rich_help_panel=row.panel)(nothing)


def _late(name: str, row: Row) -> type[TyperCommand]:
    """A stand-in for a command."""

    class Late(TyperCommand):
        def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
            """The context of the real command, which is run through this one."""
            return loaded(name, row).make_context(info_name, args, parent, **extra)

    return Late


def loaded(name: str, row: Row) -> Any:
    """The command of a row, imported. Raises typer.Exit with one line where a package is missing."""
    module, _, attribute = row.place.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as missing:
        say(f"wattkey: {_lacking(name, missing)}", err=True)
        raise typer.Exit(1) from missing
    if isinstance(found, typer.Typer):
        return get_command(found)
    app = typer.Typer(add_completion=False)
    app.command(name, cls=Command, epilog=f"Example: wattkey {row.example}")(at_work(found, row.stands))
    return get_command(app)


def at_work(function: Callable[..., Any], stands: str) -> Callable[..., Any]:
    """`function`, in which Ctrl-C is an exception: what it leaves is said in its words, or in `stands`."""

    @functools.wraps(function)
    def run(*args: Any, **named: Any) -> Any:
        if not gc.isenabled():
            gc.freeze()  # what was imported stays
            gc.enable()
        with Working(stands):
            return function(*args, **named)

    return run


def _lacking(name: str, missing: ModuleNotFoundError) -> str:
    """What to say of it. Raises it again where it is a module of our own that is always there."""
    package = (missing.name or "").partition(".")[0]
    if package in ("wattkey", "wattkey_host"):
        raise missing
    if package == "wattkey_lab":
        return f"`{name}` needs the package wattkey_lab, which is not installed. It comes with the sources: folder lab"
    return f"`{name}` needs the package {package}, which is not installed. Install wattkey again: it brings it"
