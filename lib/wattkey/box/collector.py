# collector.py - polls the meters of a box, of all standards and any number of rates, and learns what each is like
"""Asked are 901F (DL/T 645-1997), 0001FF00 (2007) or 00100200 (DL/T 698.45); the answer tells how many rates
there are. A meter of which nothing is known is asked first as the lot speaks that has most leading digits in common
with its number; then 1997, 2007, 698, so that 2007 is learned of one that speaks both. What a meter is like is learned
from its first good answer, so that the next pass asks nothing in vain.

A damaged answer is asked for again, never guessed. The checksum of 645 is one byte, and the board's UART does not look
at the parity bit: two bits turned over can pass. So a reading counts when two in a row are equal, or when the link has
checked every parity bit.
"""

from micropython import const

from wattkey.box.boxmeter import (
    READ,
    REFUSED,
    SILENT,
    SPEEDS,
    STANDARDS,
    UNSURE,
    WAKE,
    BoxMeter,
    energy,
    kept,
    likely,
)  # fmt: skip
from wattkey.box.polling import Stopped
from wattkey.dlt645 import codes
from wattkey.dlt645.asker import Asker, NoAnswer, Refused
from wattkey.dlt645.frame import Frame
from wattkey.ports import Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_LOT = const(3)  # bytes of a number that meters of one lot share
_LOTS = const(16)
_TYPICALLY = const(3)  # times the usual answer delay: who has not begun by then has probably not heard
_LOOP_MS = const(60)  # ours
_BLOCK = const(21)  # bytes of one: five registers and an end mark; a meter that says more has no end
_CONFIRMS = const(4)  # readings until two in a row are equal


class Collector:
    """Polls one meter after another; what stops one never stops the rest.

    `stop()` is asked before each question whether a person has had enough. `third()` makes an asker that speaks DL/T
    698.45 too, when the first question of it is due; without it nobody is asked so.
    """

    def __init__(
        self, asker: Asker, link: Link, stop: "Callable[[], bool]" = lambda: False,
        third: "Callable[[], Any] | None" = None,
    ) -> None:  # fmt: skip
        self._asker: "Any" = asker
        self._third = third
        self._standards = STANDARDS if third else STANDARDS[:2]
        self._came = False  # something that is no answer, when the present meter was asked
        self._link = link
        self._stop = stop
        self._lots: "dict[bytes, int]" = {}  # how numbers begin -> standard
        self._typical = 0  # answer delay of the meters here, ms; 0: nobody has answered yet
        self._usual = link.baud  # where most meters are: a search may leave the link at another speed

    async def read(self, meter: BoxMeter) -> str:
        """Read one meter into `meter`; returns its state. Values of an earlier reading stay where this one fails.

        Raises Stopped."""
        known = [getattr(meter, name) for name in BoxMeter.__slots__]
        self._came = False
        try:
            first = await self._found(meter)
            sure = await self._confirmed(meter, first) if first else None
        except Refused:
            meter.state = REFUSED
            return meter.state
        except Stopped:
            for name, value in zip(BoxMeter.__slots__, known):
                setattr(meter, name, value)
            raise
        if first is None:
            meter.state = UNSURE if self._came else SILENT
            return meter.state
        meter.state = READ if sure else UNSURE
        if sure:
            meter.take(meter.standard, sure)
        return meter.state

    def heard(self, address: bytes, standard: int) -> None:
        """A meter with this number is of that edition: so are others of its lot, whose numbers begin like it."""
        if standard and len(self._lots) < _LOTS:
            self._lots[address[:_LOT]] = standard

    async def _found(self, meter: BoxMeter) -> "tuple | None":
        """A first answer, and with it standard, speed and FE bytes. None for silence. Raises Refused."""
        tried, learned, refused = meter.thrifty, meter.preamble, None
        plan = self._plan(meter)
        for baud, standard, preamble in plan:
            if not self._link.tune(baud):
                continue
            meter.preamble = preamble
            try:
                reading = await self._ask(meter, standard, trial=not tried and not preamble)
            except Refused as refusal:
                refused = refusal
                continue
            if reading:
                if (baud, standard) != plan[0][:2] or tried and preamble != learned:
                    meter.thrifty = False  # it is not as it was
                elif not tried:
                    meter.thrifty = True
                self._met(meter, baud, standard)
                return reading
        meter.preamble = learned
        if refused:
            raise refused
        return None

    def _met(self, meter: BoxMeter, baud: int, standard: int) -> None:
        """The meter has answered at that speed, in that edition."""
        if standard != meter.standard and meter.values:
            meter.exchanged, meter.values = True, ()  # another meter hangs there now; these are not its registers
        meter.baud, meter.standard = baud, standard
        self.heard(meter.address, standard)
        delay = self._asker.delay_ms
        self._typical = (3 * self._typical + delay) // 4 if self._typical else delay

    def _plan(self, meter: BoxMeter) -> "list[tuple[int, int, int]]":
        """(speed, standard, FE bytes) of the questions that are worth asking, the likeliest first: as the meter was
        when it answered last; then, since it may have been exchanged, whatever else one under its number may need.

        Does it hear us without the FE bytes? Four of them are a fifteenth of a reading, so that is tried first, once
        for each meter."""
        usual = meter.baud or self._usual
        guess = meter.standard or likely(meter.address, self._lots)
        again = (usual, guess, meter.preamble if meter.thrifty else WAKE)
        others = [(usual, s, WAKE) for s in self._standards if s != guess]
        first = again if meter.thrifty else (usual, guess, 0)
        plan = [first, again] + ([(usual, guess, WAKE)] if meter.standard else others + [again]) + others
        if not meter.values or meter.state == SILENT:
            for baud in self._speeds(meter, usual):
                plan += [(baud, s, WAKE) for s in self._standards]
        return plan

    def _speeds(self, meter: BoxMeter, usual: int) -> "list[int]":
        """Other speeds to look for a meter at: all of them once, then one on each pass."""
        others = [baud for baud in SPEEDS if baud != usual]
        before = meter.searched
        meter.searched += 1
        return [others[before % len(others)]] if before else others

    async def _confirmed(self, meter: BoxMeter, reading: tuple) -> "tuple | None":
        """The reading, once it came twice in a row; None if it never did. A link that checks every parity bit needs
        that only where the reading says that the meter was exchanged."""
        if self._link.checks_parity and not meter.is_another(meter.standard, reading):
            return reading
        for _ in range(_CONFIRMS):
            again = await self._again(meter)
            if again == reading:
                return reading
            reading = again or reading
        return None

    async def _again(self, meter: BoxMeter) -> "tuple | None":
        try:
            return await self._ask(meter, meter.standard)
        except Refused:
            return None

    async def _ask(self, meter: BoxMeter, standard: int, trial: bool = False) -> "tuple | None":
        """The values that one question brings; None for silence, or an answer that is no energy block. A `trial` waits
        as long as meters here use to take. Raises Refused, and Stopped before it is asked."""
        if self._stop():
            raise Stopped()
        self._link.preamble = meter.preamble
        usual_ms = _TYPICALLY * self._typical + _LOOP_MS
        hurry_ms = min(usual_ms, self._link.patience_ms) if trial and self._typical else 0
        try:
            values = await self._energy(meter.address, standard, hurry_ms)
        except NoAnswer as nothing:
            self._came = self._came or nothing.came
            return None
        except ValueError:
            self._came = True
            return None
        if not [value for value in values if value is not None]:
            raise Refused(codes.NO_SUCH_DATA[0])  # FF all over says no more than that
        return values

    async def _energy(self, address: bytes, standard: int, hurry_ms: int) -> "tuple[int | None, ...]":
        """The values of a meter. Raises NoAnswer, Refused, ValueError for what is no energy."""
        if standard in codes.ENERGY:
            self._asker.hurry_ms = hurry_ms
            question = Frame(address, *codes.question(standard, codes.ENERGY[standard]))
            return energy(standard, await self._asker.value(question, 1, _BLOCK))
        from wattkey.dlt698 import get

        if self._third:  # from now on both languages are heard on the line
            self._asker, self._third = self._third(), None
        self._asker.hurry_ms = hurry_ms
        try:
            return kept(get.energies(await self._asker.get(address, get.ENERGY)))
        except get.Denied as denied:
            raise Refused(denied.reason) from denied
