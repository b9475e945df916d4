# running.py - the scene, its time and its pages, in one loop
"""Without a page nothing runs: the world rests, and this machine has nothing to do."""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wattkey_host.story.playedboard import BoardMaker, simulated
from wattkey_host.touch.acts import ACTS
from wattkey_host.touch.asked import NotDone, checked
from wattkey_host.touch.counter import VendError
from wattkey_host.touch.hub import Client, Hub
from wattkey_host.touch.lessons import Lesson
from wattkey_host.touch.pace import Pacer
from wattkey_host.touch.pagewords import in_chinese
from wattkey_host.touch.realfolder import Folder
from wattkey_host.touch.scene import Scene
from wattkey_host.touch.sections import SECTIONS, pixels

_BUSY_S, _IDLE_S = 0.003, 0.03  # from one turn to the next: while something moves, and while nothing does
_MOVES_S = 1.0  # so long after a key or a byte something moves
_TELL_S = 0.1  # from one telling of the state to the next
_REFUSALS = (NotDone, VendError, RuntimeError, LookupError, ValueError, OSError)


class Engine:
    """One device for all pages. `board` makes the handheld; `drive` is a folder that is the device's drive."""

    def __init__(self, language: str = "en", board: BoardMaker = simulated, drive: Path | None = None) -> None:
        self._board, self._language = board, language
        self._temp = tempfile.TemporaryDirectory(prefix="wattkey-")
        self._scenes = 0
        self.hub, self.pacer = Hub(), Pacer()
        self.lesson_or_none: Lesson | None = None
        self.fingers: dict[str, set[object]] = {}  # key -> the pages that hold it down
        self._folder = Folder(drive) if drive else None
        self._who: object = None  # whose message is being carried out
        self._moved = self._told = 0.0
        self._drawn: tuple[int, int, bool] | None = None
        self._poke = asyncio.Event()
        self.fresh(language)

    # --- scenes

    def fresh(self, language: str = "", personality: str = "", *, empty: bool = False) -> None:
        """A new scene in the place of the old one."""
        self._language = language or self._language
        if self._scenes:
            self._end_scene()
        self._scenes += 1
        folder = Path(self._temp.name) / str(self._scenes)
        folder.mkdir()
        self.scene = Scene(folder, self._language, self._board, personality, empty=empty)
        self.pacer.speed, self.pacer.held, self.pacer.hurry = 1.0, False, False
        self.pacer.rest()
        if self._folder:
            self._folder.take(self.scene)

    def _end_scene(self) -> None:
        if self.lesson_or_none:
            self.lesson_or_none.leave()
        self.lesson_or_none = None
        self.fingers.clear()
        self.scene.close()

    def open_lesson(self, name: str, line: int, language: str) -> None:
        """A lesson on a table of its own. Raises NotDone."""
        from wattkey_host.touch.lessons import lines_of

        lines_of(name)
        self.fresh(language, empty=True)
        self.lesson_or_none = Lesson(name, self.scene, self.pacer, line)

    def leave_lesson(self) -> None:
        """End the lesson; its scene stays. Raises NotDone."""
        self.lesson.leave()
        self.lesson_or_none = None

    @property
    def lesson(self) -> Lesson:
        """The lesson that plays. Raises NotDone where none does."""
        if self.lesson_or_none is None:
            raise NotDone("no lesson is open")
        return self.lesson_or_none

    # --- pages

    def join(self) -> Client:
        """A page more looks on."""
        if not self.hub.clients:
            self.pacer.rest()
        self.tell()
        client = self.hub.join(list(self.scene.wire.rows))
        self.poke()
        return client

    def leave(self, client: Client) -> None:
        """A page is gone; its fingers too."""
        self.hub.leave(client)
        for key in [key for key, who in self.fingers.items() if client in who]:
            self._lift(key, client)

    def do(self, client: Client, message: Any) -> None:
        """Carry out a message; its reply says whether it was."""
        answer: dict[str, Any] = {"id": None, "ok": True}
        try:
            if not isinstance(message, Mapping):
                raise NotDone("a message is an object")
            number = message.get("id")
            answer["id"] = number if type(number) in (int, str) and len(str(number)) <= 40 else None
            act = ACTS.get(message["do"]) if isinstance(message.get("do"), str) else None
            if act is None:
                raise NotDone(f"there is nothing called {str(message.get('do'))[:40]!r} to do")
            arguments = checked(message, act.takes, act.optional)
            self._who = client
            act.does(self, **arguments)
        except _REFUSALS as refused:
            why = str(refused) or type(refused).__name__
            answer |= {"ok": False, "why": why, "why_zh": in_chinese(why)}
        client.reply(answer)
        self._moved = asyncio.get_running_loop().time()
        self.tell()
        self.poke()

    def finger(self, key: str, down: bool) -> None:
        """A page presses a key, or lets go of it."""
        if not down:
            self._lift(key, self._who)
        elif self._who not in self.fingers.setdefault(key, set()):
            self.fingers[key].add(self._who)
            if len(self.fingers[key]) == 1:
                self.scene.world.keypad.hold(key)

    def _lift(self, key: str, who: object) -> None:
        held = self.fingers.get(key, set())
        if who in held:
            held.discard(who)
            if not held:
                del self.fingers[key]
                self.scene.world.keypad.release(key)

    # --- time

    def poke(self) -> None:
        """Something came: do not sleep on."""
        self._poke.set()

    async def run(self) -> None:
        """For ever: turn after turn while somebody looks."""
        loop = asyncio.get_running_loop()
        while True:
            self._poke.clear()
            if not self.hub.clients:
                await self._poke.wait()
                continue
            more = self.turn(loop.time())
            if more:
                await asyncio.sleep(0)
                continue
            moving = loop.time() - self._moved < _MOVES_S
            try:
                await asyncio.wait_for(self._poke.wait(), _BUSY_S if moving else _IDLE_S)
            except TimeoutError:
                continue

    def turn(self, now: float) -> bool:
        """One turn of the world, and what is new of it; whether more is to be done at once."""
        lesson = self.lesson_or_none
        waiter = lesson.waiter if lesson else None
        if waiter and waiter.due and not self.pacer.held:
            waiter.resume()
        more = self.pacer.turn(self.scene.world, waiter)
        moved = self.scene.look()
        if self._show() or moved:
            self._moved = now
        if now - self._told >= _TELL_S:
            self._told = now
            if self._folder:
                self._folder.look(now)
            self.tell()
        return more

    def _show(self) -> bool:
        oled = self.scene.world.oled
        drawn = (self._scenes, oled.changed_us, oled.on)
        if drawn == self._drawn:
            return False
        self._drawn = drawn
        self.hub.show(pixels(self.scene))
        return True

    def tell(self) -> None:
        """What is new, to all pages."""
        self._show()
        self.hub.tell({name: section(self) for name, section in SECTIONS.items()})
        self.hub.tell({"lesson": self.lesson_or_none.data() if self.lesson_or_none else None})
        if self.scene.counter.changed:
            self.scene.counter.changed = False
            self.hub.tell({"counter": self.scene.counter.data()})
        rows, self.scene.wire.new = self.scene.wire.new, []
        self.hub.frames(rows)

    def close(self) -> None:
        """Nothing is left running or lying about."""
        self._end_scene()
        self._temp.cleanup()
