# aim.py - how well a meter hears and is heard: answers per second, while a person points
"""A question that every meter answers, again and again; nothing is read that could be secret, nothing is changed."""

from micropython import const

from wattkey.dlt645 import codes
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import ANYONE
from wattkey.page import Page
from wattkey.person import Person

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.dlt645.master import Master

_LAST = const(6)  # questions that count
_LONGEST_MS = const(180_000)
_QUESTIONS = ((codes.FIND, b""), codes.question(1997, codes.TOTAL[1997]))  # by edition


class Aim:
    """The noun `aim` of the flow tables."""

    def __init__(self, device: "Device") -> None:
        self._device = device
        self._master: "Master" = device.master
        self._person: Person = device.person
        self._edition = 0  # of the question that is asked now
        self._asked: "list[tuple[int, int]]" = []  # the last ones: milliseconds that it took, 1 if it was answered

    async def point(self) -> str:
        """Ask until a key is pressed, three minutes at most; the page says how many answers come in a second, its bar
        how many of the last questions were answered. Outcomes: ok."""
        clock = self._device.clock
        began = clock.ticks_ms()
        while self._person.key():
            pass  # keys pressed before do not count
        while not self._person.key() and clock.since(began) < _LONGEST_MS:
            start = clock.ticks_ms()
            answered = await self._ask()
            self._asked = self._asked[1 - _LAST :] + [(max(1, clock.since(start)), answered)]
            self._show()
        return "ok"

    async def _ask(self) -> int:
        control, data = _QUESTIONS[self._edition]
        try:
            await self._master.ask(Frame(ANYONE, control, data), len(data))
        except Refused:
            pass  # an answer too
        except NoAnswer:
            self._edition = 1 - self._edition  # perhaps it is of the other one
            return 0
        return 1

    def _show(self) -> None:
        answers = sum([answered for _, answered in self._asked])
        tenths = answers * 10_000 // sum([took for took, _ in self._asked])
        title = self._device.presenter.texts.get("title.aim")
        percent = 100 * answers // len(self._asked)
        self._device.screen.show(Page(title, big="%d.%d/s" % (tenths // 10, tenths % 10), bar=percent))


def make(device: "Device") -> Aim:
    """The noun `aim` of the flow tables."""
    return Aim(device)
