# cli.py - the command line: `wattkey ...`
"""One Typer application; each command lives with the part it runs."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def main() -> None:
    """The entry point of the `wattkey` script."""
    app()
