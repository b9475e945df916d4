# leads.py - how a handheld comes into the state in which a menu has the entry of a flow
"""In the words of stories/ and of visits.py, and `out`: back to a menu. The cable is in. What stays is told once for a
flow, what the flow uses up again before each of its visits."""

from typing import NamedTuple

AMOUNT, CENTS = "50.00", 5000  # of each purchase
_PURCHASE = f"""\
sell {AMOUNT}
drop
see mail.received {AMOUNT} within 30
out
"""
_RECHARGE = (
    _PURCHASE
    + """\
go to the meter
visit recharge
see "✓" within 60
out
"""
)
_INTERRUPTED = (
    _PURCHASE
    + f"""\
go to the meter
visit recharge
see step.loaded {AMOUNT} within 60
leave the meter
see "✓" within 60
out
"""
)
_PIN = """\
visit pin_set
see say.pin_new
type 1234
see say.pin_again
type 1234
see say.pin_set
out
"""


class Lead(NamedTuple):
    """`once` and `each`: lines of a story, before the flow is entered; `ends`: of a flow that has to do with money, a
    text of its own end; `settings` (lines of settings.toml) and `listed` (meters of a box): without them a menu has no
    entry for it."""

    once: str = ""
    each: str = ""
    ends: tuple[str, ...] = ()
    settings: bytes = b""
    listed: bool = False


LEADS = {
    "about": Lead(),
    "aim": Lead(),
    "boot_drive": Lead(),
    "brightness": Lead(),
    "close": Lead(once=_RECHARGE, each="go to the meter", ends=("say.closed", "say.already")),
    "codes": Lead(),
    "collect": Lead(listed=True),
    "language": Lead(),
    "pin_change": Lead(once=_PIN),
    "pin_give": Lead(once=_PIN + _PURCHASE),
    "pin_off": Lead(once=_PIN),
    "pin_set": Lead(),
    "purchases": Lead(),
    "read": Lead(each="go to the meter"),
    "read_back": Lead(each=_INTERRUPTED + "go to the meter", ends=("say.read_back",)),
    "recharge": Lead(each=_PURCHASE + "go to the meter", ends=("say.loaded",)),
    "selftest": Lead(),
    "seller": Lead(),
    "sound": Lead(settings=b'SOUND = "buzzer"\n'),
    "times": Lead(settings=b'POWER = "battery"\n'),
    "update": Lead(),
    "uplink": Lead(settings=b'UPLINK = "usb"\n'),
    "usage": Lead(once=_RECHARGE),
}
