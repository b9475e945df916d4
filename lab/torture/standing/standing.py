# standing.py - `wattkey torture standing`: a gateway stands for a month, and is told from what it tells
"""Exit status 1 if anything was lost, wrong, backward, aged wrongly, starved, passed down or moved."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from wattkey_lab.torture.standing.gatewaylife import PASS_S
from wattkey_lab.torture.standing.standingbox import METERS, Site

_QUARTERS = 96  # of an hour, in a day
_ALLOWED_S = 300  # by which one broadcast a day may move a clock


class Month:
    """`days` of a site, the second half of them with UPLINK_ANSWERS = "now"; every dice is thrown from `seed`."""

    def __init__(self, seed: int, days: int) -> None:
        self._half = days * _QUARTERS // 2
        self.site = Site(seed)
        self.moved_s = 0  # by which a clock was moved in a day, beyond what is allowed

    def quarter(self, number: int) -> None:
        """A quarter of an hour: what happens in it, then the concentrator."""
        site, chance = self.site, self.site.chance
        end = (number + 1) * PASS_S * 1000
        events = [(site.gateway.dip, 0.05), (site.exchange, 0.03), (site.flood, 0.02)]
        due = sorted((chance.randrange(PASS_S * 1000), deed) for deed, odds in events if chance.random() < odds)
        for at, deed in sorted(due, key=lambda one: one[0]):
            site.gateway.idle(number * PASS_S * 1000 + at)
            deed()
        site.gateway.idle(end)
        if number % _QUARTERS == 0:
            site.time()
        site.read_all()
        if number == self._half:
            site.gateway.from_last = False
            site.gateway.dip()

    def day(self, number: int) -> None:
        """All its quarters; clocks are compared before and behind."""
        before = self._clocks()
        for quarter in range(number * _QUARTERS, (number + 1) * _QUARTERS):
            self.quarter(quarter)
        moved = [abs(off - before[key]) for key, off in self._clocks().items() if key in before]
        self.moved_s += max(0, max(moved) - _ALLOWED_S)

    def _clocks(self) -> dict[int, int]:
        return {id(one): one.off_s for hung in self.site.pair.hung.values() for one in hung}

    def told(self, days: int) -> dict[str, int]:
        """The object of --json."""
        site = self.site
        more = {"clock_moved_s": self.moved_s, "passed_down": site.pair.forbidden, "exchanged": site.exchanged}
        kept = {"kept": site.gateway.kept, "erases": max(site.mail.erases)}
        return {"days": days, "meters": METERS, **site.counts, **more, **kept, "asked": site.pair.asked}


def standing(
    days: Annotated[int, typer.Option(min=1, help="Virtual days")] = 30,
    seed: Annotated[int, typer.Option(help="Of the dice")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False,
) -> None:
    """A gateway stands for a month: 64 meters, dips, exchanges, clocks, floods, and a hostile meter of each kind."""
    console, month = Console(stderr=True), Month(seed, days)
    with Progress(console=console) as bar:
        for day in bar.track(range(days), description="days"):
            month.day(day)
    told = month.told(days)
    table = Table("figure", "")
    for name, value in told.items():
        table.add_row(name, f"{value:,}")
    Console(stderr=as_json).print(table)
    if as_json:
        print(json.dumps(told))
    bad = ("lost", "wrong", "backward", "aged_wrong", "starved", "clock_moved_s", "passed_down")
    if any(told[name] for name in bad):
        raise typer.Exit(1)
