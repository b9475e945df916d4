# settingoption.py - the option --set NAME=VALUE: a story with another part, pin or figure in settings.toml
"""The story's own lines come later: where one chooses a part, that one counts."""

from typing import Annotated

import typer

from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.chosen import choose, pairs
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.world import World
from wattkey_host.story.playedboard import BoardMaker


def _right(given: list[str] | None) -> list[str]:
    try:
        pairs(given or [])
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    return given or []


Settings = Annotated[
    list[str] | None,
    typer.Option("--set", callback=_right, metavar="NAME=VALUE", help="A line of settings.toml, as KEYS=matrix"),
]


def set_to(board: BoardMaker, given: list[str] | None) -> BoardMaker:
    """A maker of such boards with these settings on their drives. Raises ValueError for what is no NAME=VALUE."""
    settings = pairs(given or [])

    def make(language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> World:
        world = board(language, esam, seed, clock)
        choose(world.drive, **settings)
        return world

    return make
