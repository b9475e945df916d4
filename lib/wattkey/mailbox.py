# mailbox.py - the drive as an inbox: check what was dropped, hand it to the ESAM, say what came of it
"""The device only ever reads the drive. A host copies late, in pieces, and may show the right size
before the right bytes; so a file is judged when it has been quiet, reads the same twice and parses.
Judged means handed to the ESAM, which has the last word. What was refused is read again for a minute:
the bytes may have been those of an older file in the same place.
"""

import binascii

from micropython import const

from wattkey import orders
from wattkey.dropped import Dropped, end_of, is_image, looks_foreign, stray, told_apart
from wattkey.ports import Clock, Drive
from wattkey.wallet import TAKEN, Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_LOOK_MS = const(500)  # between two looks at the drive
_QUIET_MS = const(1000)  # a file must not have changed for this long
_PATIENCE_MS = const(60_000)  # a copy may take so long
_HANDS_OFF_MS = const(10_000)  # no reset while a host may be writing: no change for so long
_CROWDED_MS = const(6000)  # after the last change: until then the screen says what came
_UNREADABLE = "T28"
_CROWDED = "T65"  # the next file may find no room in the root folder
_MAYBE_COPYING = (_UNREADABLE, "T22", "T58")  # the bytes may be those of an older file there
_BOM = b"\xef\xbb\xbf"
_WAITS = ("T35", "T37", "T40")  # until the order before it was taken, or loaded
_ISSUED = ("T31", "T32", "T33", "T36", "T39")  # of another card, meter or key: not any more after an issue or rekey
# order -> what a person is told when the chip has taken it
_DONE = {
    "purchase": "mail.received",
    "issue": "mail.issued",
    "rekey": "mail.issued",
    "cancel": "mail.cancelled",
    "settle": "mail.settled",
    "unlock": "mail.unlocked",
}


class Mailbox:
    """`look` is called from the idle loop; it returns what a person should be told, if anything.

    `bus`: without a list of meters they can be looked for on the link. `known`: what the one before it knew (post.py
    unloads this module when nothing can have come)."""

    def __init__(
        self, drive: Drive, wallet: Wallet, clock: Clock, bus: bool = False, known: "tuple | None" = None
    ) -> None:
        self._drive = drive
        self._wallet = wallet
        self._clock = clock
        self._looked = clock.ticks_ms() - _LOOK_MS
        self._changed = self._looked
        self._listing: "list[tuple] | None" = None
        self._crowded = False  # a person is to be told
        self._files: "dict[str, Dropped]" = {}
        self._bus = bus
        self.box = bus  # there is a list of meters, or a way to them
        self._images: "dict[str, tuple]" = {}  # of the firmware: path -> (size, time of change)
        self.images = False  # there is more than one
        self._image_came = False  # nobody was told of it yet
        if known:
            self._changed, self._listing, files, self._images, self._image_came, self.box, self.images = known
            self._files = {path: Dropped(*packed) for path, packed in files}

    def known(self) -> tuple:
        """Plain data, for the next mailbox; the classes of this module are not needed for it."""
        files = [(path, dropped.packed()) for path, dropped in self._files.items()]
        return self._changed, self._listing, files, self._images, self._image_came, self.box, self.images

    async def look(self, pressed: "Callable[[], bool] | None" = None) -> "tuple | None":
        """One look at the drive at most every 500 ms: (text key, value), or None when there is no news. It takes 40 ms
        and more: a key that is `pressed` meanwhile comes first."""
        if self._clock.since(self._looked) < _LOOK_MS:
            return None
        self._looked = self._clock.ticks_ms()
        if not await self._sampled(pressed):
            return None
        if self._image_came and self._clock.since(self._changed) >= _QUIET_MS:
            self._image_came = False  # once: a flow that cannot even be loaded must not come again and again
            return "update", ""
        for path in sorted(self._files):
            news = await self._taste(path, self._files[path])
            if news:
                return news
        if self._crowded and self._clock.since(self._changed) > _CROWDED_MS:
            self._crowded = False
            return "err." + _CROWDED, _CROWDED
        return None

    def retry(self, also: "tuple[str, ...]" = ()) -> None:
        """The chip's state has changed: orders that had to wait, or were refused with `also`, are judged again."""
        for dropped in self._files.values():
            if dropped.verdict in _WAITS + also:
                dropped.verdict = ""
                dropped.old = True

    def done(self) -> bool:
        """Whether no file is looked into any more: each was taken, or has been what it is for a minute."""
        young = [one for one in self._files.values() if self._clock.since(one.since) <= _PATIENCE_MS]
        return all(one.verdict == TAKEN for one in young)

    async def calm(self, pressed: "Callable[[], bool] | None" = None) -> bool:
        """May we reset to publish? Not while a key is `pressed`, a file is to be judged, a host may be copying."""
        if self._busy():
            return False
        return await self._sampled(pressed) and not self._busy()  # the last look is up to half a second ago

    def _busy(self) -> bool:
        if not all(dropped.verdict for dropped in self._files.values()):
            return True
        return self._drive.attached() and self._clock.since(self._changed) <= _HANDS_OFF_MS

    async def _sampled(self, pressed: "Callable[[], bool] | None") -> bool:
        """Look at the whole drive, a file at a time; False where a key was pressed before the end."""
        listing: "list[tuple]" = []
        for piece in self._drive.pieces():
            listing += [told_apart(self._drive, *one) for one in piece]
            await self._clock.sleep_ms(0)
            if pressed and pressed():
                return False
        self._sample(listing)
        return True

    def _sample(self, listing: "list[tuple]") -> None:
        """Compare the drive with what it was; any change at all means that a host is writing."""
        if listing == self._listing:
            return
        now = self._changed = self._clock.ticks_ms()
        first = self._listing is None
        self._listing = listing
        self._crowded = self._drive.attached() and not self._drive.room()
        present = {}
        self.box = self._bus
        self._see_images(listing, first)
        for path, size, changed in listing:
            self.box = self.box or orders.is_list(path)
            if orders.is_document(path) or stray(path):
                present[path] = (size, changed)
        for path in list(self._files):
            if self._files[path].seen != present.get(path):
                del self._files[path]
        for path, seen in present.items():
            if path not in self._files:
                self._files[path] = Dropped(seen, now, first)

    def _see_images(self, listing: "list[tuple]", first: bool) -> None:
        """An image that is new, or has changed, is news; what lay there at the start is not."""
        images = {path: (size, changed) for path, size, changed in listing if is_image(path)}
        for path, seen in images.items():
            if self._images.get(path) != seen and not first:
                self._drive.image, self._image_came = path, True
        self._images = images
        self.images = len(images) > 1

    async def _taste(self, path: str, dropped: Dropped) -> "tuple | None":
        waited = self._clock.since(dropped.since)
        certain = dropped.verdict and dropped.verdict not in _MAYBE_COPYING
        if dropped.verdict == TAKEN or certain and waited > _PATIENCE_MS:
            return None
        if waited < _QUIET_MS and not dropped.old:
            return None
        try:
            text = self._drive.read(path, orders.LIMIT + 1)
        except OSError:
            text = b""
        if self._settled(text, dropped) and not dropped.verdict:
            return await self._judge(path, text, dropped)
        return None

    def _settled(self, text: bytes, dropped: Dropped) -> bool:
        """Whether the file reads as it did the last time. Other bytes than those judged: it is not judged yet."""
        read = binascii.crc32(text)
        if read == dropped.read:
            return True
        if dropped.verdict:  # judged on the bytes of an older file
            dropped.verdict, dropped.old = "", False
        dropped.read = read
        return False

    async def _judge(self, path: str, text: bytes, dropped: Dropped) -> "tuple | None":
        if code := stray(path):
            return self._refused(dropped, code, end_of(path.split("/")[-1]))
        if dropped.seen[0] < 0:
            return self._refused(dropped, "T30")
        if text[:3] == _BOM:
            text = text[3:]
        try:
            doc = orders.parse(text)
        except orders.BadDocument as bad:
            code = bad.code if text else _UNREADABLE
            if code == "T22" and looks_foreign(text):
                code = "T58"
            if code in _MAYBE_COPYING and not dropped.old and self._clock.since(dropped.since) < _PATIENCE_MS:
                return self._still_copying(dropped)
            return self._refused(dropped, code)
        kind = doc["type"]
        if kind in orders.FROM_DEVICE:
            return self._refused(dropped, "T23")
        verdict = await self._wallet.take(kind, orders.pack(doc))
        if verdict == TAKEN:
            dropped.verdict = TAKEN
            self.retry(_ISSUED if kind in ("issue", "rekey") else ())
            return _DONE[kind], doc.get("amount", "")
        info = await self._wallet.info()
        if verdict == "T34" and kind == "purchase" and info.waiting and info.order == doc["order"] and not dropped.old:
            dropped.verdict = verdict
            return "mail.held", ""
        return self._refused(dropped, "M53" if verdict == "T37" and info.disputed else verdict)

    def _refused(self, dropped: Dropped, code: str, name: str = "") -> "tuple | None":
        dropped.verdict = code
        return None if dropped.old else ("err." + code, name or code)

    def _still_copying(self, dropped: Dropped) -> "tuple | None":
        told, dropped.told = dropped.told, True
        return None if told else ("mail.copying", "")
