# post.py - the mail part: loaded while a cable is in or something must be published, gone while a flow runs
"""Mailbox, outbox and what they need of documents take a fifth of the free heap. Without a cable nothing comes onto the
drive, and with every published file up to date nothing has to leave it: then only what the mailbox knew stays."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from wattkey.mailbox import Mailbox
    from wattkey.outbox import Outbox
    from wattkey.ports import Clock, Drive
    from wattkey.wallet import Wallet

_MODULES = ("strictjson", "kinds", "orders", "dropped", "mailbox", "outbox")  # each needs those before it


class Post:
    """Opens and closes the mail part. `pressed`: whether a key waits for its answer; `bus`: without a list of meters
    they can be looked for on the link."""

    def __init__(
        self, drive: "Drive", wallet: "Wallet", clock: "Clock", pressed: "Callable[[], bool]", bus: bool = False
    ) -> None:
        self._drive = drive
        self._wallet = wallet
        self._clock = clock
        self._pressed = pressed
        self._bus = bus
        self._mailbox: "Mailbox | None" = None
        self._known: "tuple | None" = None  # what a closed mailbox knew
        self._retry = False  # a flow has run since
        self.box = bus  # there is a list of meters, or a way to them
        self.images = False  # there is more than one image of the firmware

    @property
    def mailbox(self) -> "Mailbox":
        """Loaded if need be."""
        if self._mailbox is None:
            from wattkey.mailbox import Mailbox

            self._mailbox = Mailbox(self._drive, self._wallet, self._clock, self._bus, self._known)
            self._known = None
            if self._retry:
                self._mailbox.retry()
                self._retry = False
        return self._mailbox

    @property
    def outbox(self) -> "Outbox":
        """Loaded if need be."""
        from wattkey.outbox import Outbox

        return Outbox(self._drive, self._wallet)

    async def look(self, idle: bool, due: bool) -> "tuple | None":
        """One look at the drive: (text key, value) of what a person should be told, None for nothing.

        `idle`: nobody is pressing keys, so that there is time to load; `due`: something may have to be published."""
        attached = self._drive.attached()
        new = self._known is None or self._retry  # the first look, and the first behind a flow
        if not (self._mailbox or attached or idle and (new or due)):
            return None
        if not await self._loaded():
            return None
        mailbox = self.mailbox
        news = await mailbox.look(self._pressed)
        self.box, self.images = mailbox.box, mailbox.images
        if not (news or due or attached) and mailbox.done() and await mailbox.calm(self._pressed):
            self.close()
        return news

    async def _loaded(self) -> bool:
        """Load a module at a time (20 to 50 ms each); a key that is pressed meanwhile comes first."""
        for name in _MODULES:
            if "wattkey." + name not in sys.modules:
                __import__("wattkey." + name)
                await self._clock.sleep_ms(0)
                if self._pressed():
                    return False
        return True

    def waits(self) -> bool:
        """Whether a flow has left something, and can go on only when that is published."""
        return bool(self._drive.waiting)

    def held(self) -> bool:
        """Whether a host may have the drive mounted: then only a person's key resets, who has ejected it."""
        return self._drive.host()

    def resumed(self) -> str:
        """The flow that goes on, now that boot.py has kept what it had left; "" for none."""
        record = self._drive.handed(self._drive.READINGS)
        if not record:
            return ""
        from wattkey.box import resumed  # only the box knows, and only after a reset like that it is asked

        return resumed(record)

    def flow_begins(self) -> None:
        """The flow gets the memory. What waited for another state of the chip is judged anew after it."""
        self.close()
        self._retry = True

    def close(self) -> None:
        """Forget the modules; what was seen on the drive stays."""
        if self._mailbox is not None:
            self._known = self._mailbox.known()
            self._mailbox = None
        package = sys.modules["wattkey"]
        for name in _MODULES:
            if sys.modules.pop("wattkey." + name, None) and hasattr(package, name):
                delattr(package, name)
