# answering.py - whoever asks from above is heard and answered, and the meters are read while there is time
"""Loaded when the list of meters has been read and forgotten: there is no room for both."""

import asyncio

from micropython import const

from wattkey.box import ANSWERING, doors
from wattkey.box.downlink import Downlink
from wattkey.box.gateway import Gateway
from wattkey.box.held import Held
from wattkey.box.packed import standard
from wattkey.box.wirelock import WireLock
from wattkey.dlt645.asker import Asker
from wattkey.dlt645.frame import Frame, Scanner, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from wattkey.box.keeping import Keeping
    from wattkey.box.ownpass import OwnPass
    from wattkey.box.polling import Pass
    from wattkey.box.uplinksettings import UplinkSettings
    from wattkey.device import Device
    from wattkey.ports import Link

_REPLY_MS = const(21)  # from a question to its answer: 20 at least (DL/T 645-2007, 5.3), and a tick may be nearly over
_GAP_MS = const(500)  # a pause like that ends a frame
_LISTEN_MS = const(20)  # a key is looked for as often
_ANSWERING_MS = const(1)  # and while a question is answered, which is sent as soon after it is known
_LOOK_MS = const(1000)  # as often it is looked which meter is due
_QUIET_MS = const(10_000)  # so long nobody has asked us anything: there is time to read on our own account
_LANGUAGE = const(698)


class Answering:
    """`above` is the link to whoever asks, `kept` what boot.py was given before a reset."""

    def __init__(
        self, device: "Device", polling: "Pass", above: "Link", settings: "UplinkSettings", kept: bytes
    ) -> None:
        self.polling = polling
        self._device = device
        self._facts = device.facts
        self._settings = device.settings
        self._clock = device.clock
        self._link = above
        self._address, self._from_last, self._pass_s, self._keep_min, self._patience_ms = settings
        self._kept = kept
        self._scanner: "Any" = Scanner()
        self._encode: "Any" = None  # of DL/T 698.45, where it is spoken
        self._heard = 0  # when a byte came last
        self._asked = 0  # when we were asked something last
        self._looked = 0  # when we looked last which meter is due
        self._own: "OwnPass | None" = None
        self._reading: "asyncio.Task[None] | None" = None  # a meter on our own account

    async def serve(self) -> None:
        """Answer until a key is pressed, and read the meters while there is time."""
        clock, link, person = self._device.clock, self._device.link, self._device.person
        lock, held = WireLock(clock), Held(self.polling, clock)
        keeping = self._keeping(held)
        downlink = Downlink(Asker(link, clock), lock, link, clock, self._patience_ms)
        timing = None if self._settings("UPLINK_TIME", "on") == "off" else doors.timing
        gateway = Gateway(self._address, held, downlink, self._from_last, timing)
        third = self._of_698(gateway, held, lock)
        self._asked = clock.ticks_ms()
        try:
            while person.key():
                pass  # keys pressed before do not count
            self._show(gateway)
            left = False
            while not person.pressed() and not left:
                question = await self._heard_question()
                if question:
                    await self._answer(gateway, gateway if isinstance(question, Frame) else third, question)
                left = await self._read_on(lock, held, keeping)
            person.key()
        finally:
            await _end(self._reading)
            downlink.close()
            self._link.close()

    def _of_698(self, gateway: Gateway, held: Held, lock: WireLock) -> "Any":
        """What answers questions of DL/T 698.45, and hears them, where a meter of the box speaks it; else None."""
        if _LANGUAGE not in [standard(self.polling.packed(place)) for place in held.places()]:
            return None
        from wattkey.box.gateway698 import Gateway698

        device = self._device
        third = Gateway698(gateway, held, lock, device.link, self._clock, self._patience_ms, self._from_last)
        self._scanner, self._encode = third.scanner, third.encode
        return third

    def _keeping(self, held: Held) -> "Keeping | None":
        """What was read before a reset of our own is not lost; whatever is read from now on is of another pass, unless
        this one goes on."""
        keeping = None
        if self._pass_s and self._keep_min:
            from wattkey.box.keeping import Keeping, kept_until

            last = kept_until(self._kept) if self.polling.then == ANSWERING else 0
            if last and self._from_last:  # "now" may have told something newer meanwhile
                held.kept(self.polling.number)
            keeping = Keeping(held, self._keep_min, last)
        if not keeping or not keeping.going():
            self.polling.number += 1
        return keeping

    async def _read_on(self, lock: WireLock, held: Held, keeping: "Keeping | None") -> bool:
        """On our own account: the meter for which that is due, as soon as the one before was read. Whether eight that
        are to be kept were left for boot.py."""
        clock = self._clock
        if self._reading:
            if not self._reading.done():
                return False
            await _end(self._reading)
            self._reading = None
        elif clock.since(self._looked) < _LOOK_MS:
            return False
        self._looked = clock.ticks_ms()
        place = held.due(self._pass_s, clock.since(self._asked) > _QUIET_MS)
        if keeping and keeping.begin() and not self._device.drive.host():
            place = keeping.next()
            if not place:
                self._device.drive.waiting = keeping.record()
                return True
        if place:
            if not self._own:
                from wattkey.box.ownpass import OwnPass  # now: code is what fills the memory

                self._own = OwnPass(self._device.link, clock, lock, held, self._pass_s)
            self._reading = asyncio.create_task(self._own.read(place))
        return False

    async def _answer(self, gateway: Gateway, speaker: "Any", question: "Any") -> None:
        """Have it answered, unless a key is pressed meanwhile: a silent meter takes seconds."""
        before = gateway.asked
        answering = asyncio.create_task(speaker.answer(question))
        wait = 0
        while not answering.done() and not self._device.person.pressed():
            await self._device.clock.sleep_ms(wait)
            wait = _ANSWERING_MS
        await self._reply(await _end(answering))
        if gateway.asked != before:
            self._asked = self._device.clock.ticks_ms()
            self._show(gateway)

    async def _heard_question(self) -> "Any":
        data = await self._link.receive(_LISTEN_MS)
        if data:
            if self._clock.since(self._heard) > _GAP_MS:
                self._scanner.clear()
            self._heard = self._clock.ticks_ms()
            self._scanner.feed(data)
        return self._scanner.next()

    async def _reply(self, answer: "Any") -> None:
        """Send it, unless whoever asked speaks again: then he no longer waits for it."""
        if answer is None:
            return
        wait = _REPLY_MS - self._clock.since(self._heard)
        if wait > 0:
            await self._clock.sleep_ms(wait)
        again = await self._link.receive(0)
        if again:
            self._heard = self._clock.ticks_ms()
            self._scanner.feed(again)
        else:
            written = encode if isinstance(answer, Frame) else self._encode
            await self._link.send(written(answer, self._link.preamble))

    def _show(self, gateway: Gateway) -> None:
        self._facts["asked"], self._facts["answered"] = gateway.asked, gateway.answered
        self._device.presenter.step("uplink", "say.uplink asked answered", 0)


async def _end(task: "asyncio.Task[Any] | None") -> "Any":
    """What it has brought; None where it was not at its end, and is cancelled."""
    if task is None:
        return None
    task.cancel()
    try:
        return await task
    except asyncio.CancelledError:
        return None
