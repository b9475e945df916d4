# meterverbs.py - the verbs of stories that put up a meter, aim at it, and look at what it has
"""Money, count and relay are the meter's own, not what the device says of them."""

from collections.abc import Callable

from wattkey.amount import cents, money
from wattkey_host.meter.meter import Meter
from wattkey_host.sim.chosen import choose
from wattkey_host.story.cardwords import prepaid
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage


def _meter(stage: Stage) -> Meter:
    if stage.meter is None:
        raise StoryFailed("there is no meter yet: begin with `meter unopened` or `meter opened`")
    return stage.meter


def equal(what: str, have: object, want: object) -> None:
    """Raises StoryFailed unless both are one value."""
    if have != want:
        raise StoryFailed(f"{what} is {have}, not {want}")


def meter_unopened(stage: Stage) -> None:
    """A new meter: no account, nothing bought, relay tripped for arrears."""
    stage.put_up_meter()


def meter_opened(stage: Stage, *amounts: str) -> None:
    """A meter that has bought these amounts by another way before."""
    stage.put_up_meter(history=[cents(amount) for amount in amounts])


def use(stage: Stage, kwh: str, rate: str) -> None:
    """`use 12.34 2`: consume energy in a tariff rate."""
    _meter(stage).consume(kwh, int(rate))


METER: dict[str, Callable[..., object]] = {
    "a bare board": lambda s: s.take_parts_away(),
    "a meter behind an adapter": lambda s: s.reach_by_cable(),
    "setting": lambda s, name, value: choose(s.world.drive, **{name: value}),
    "meter unopened": meter_unopened,
    "meter opened": meter_opened,
    "meter of 1997": lambda s, rates: s.put_up_old_meter(int(rates)),
    "meter falls silent": lambda s: s.aim(None),
    "meter balance is": lambda s, want: equal("the balance", money(prepaid(s).balance), want),
    "meter count is": lambda s, want: equal("the count", prepaid(s).count, int(want)),
    "meter bought": lambda s, want: equal("the cumulative amount", money(prepaid(s).bought), want),
    "meter relay is": lambda s, want: equal("the relay", "closed" if prepaid(s).relay_closed else "open", want),
    "point at meter": lambda s: s.aim(_meter(s)),
    "turn away": lambda s: s.aim(None),
    "use": use,
}
