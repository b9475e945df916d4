# own698.py - our own questions in all languages, each in its turn
"""Loaded when the first one of DL/T 698.45 is due."""

from wattkey.dlt698.asker import Asker
from wattkey.dlt698.link import CLIENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from wattkey.box.wirelock import WireLock
    from wattkey.dlt645.frame import Frame
    from wattkey.ports import Clock, Link


class OwnAsker(Asker):
    """As ownpass.OwnAsker, of both languages."""

    def __init__(self, link: "Link", clock: "Clock", lock: "WireLock") -> None:
        super().__init__(link, clock)
        self._lock = lock

    async def exchange(self, question: "Frame", head: bytes, tail: bytes = b"") -> "Frame":
        """As Asker.exchange."""
        return await self._lock.own(self._link, super().exchange(question, head, tail))

    async def say(
        self, address: bytes, apdu: bytes, fits: "Callable[[bytes], Any]", flags: int = 0, client: int = CLIENT
    ) -> "Any":
        """As Asker.say."""
        return await self._lock.own(self._link, super().say(address, apdu, fits, flags, client))
