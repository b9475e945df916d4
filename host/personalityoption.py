# personalityoption.py - the option --personality: which published program a prepaid meter behaves like
"""The sets are in host/meter/prepaid/personality.py, which is loaded only where one is named."""

from typing import Annotated

import typer


def _known(name: str | None) -> str | None:
    if name:
        from wattkey_host.meter.prepaid.personality import personality

        try:
            personality(name)
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong)) from wrong
    return name


PersonalityName = Annotated[
    str,
    typer.Option(
        "--personality", callback=_known, metavar="NAME", help="The meter is like: SY, 3JIL, WSD, harshest, unserved."
    ),
]
