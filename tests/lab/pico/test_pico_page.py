# test_pico_page.py - `wattkey sim --page --pico`: CircuitPython in an emulated Pico behind the page
import asyncio
import json

from wattkey_host.touch.running import Engine
from wattkey_lab.pico.emulated import emulated

_TURNS = 400  # of a twentieth of a second


class Onlooker:
    """A page before the emulated Pico, on a wall whose clock this moves."""

    def __init__(self, engine):
        self.engine, self.now, self.told, self.replies = engine, 0.0, {}, []
        engine.pacer.use(lambda: self.now)
        self.page = engine.join()

    async def does(self, what, **more):
        self.engine.do(self.page, {"id": 1, "do": what, **more})
        await self.look()
        assert self.replies[-1]["ok"]

    async def look(self):
        message = json.loads(await self.page.next())
        self.told |= message.get("state", {})
        self.replies += message.get("replies", [])

    async def sees(self, *words):
        """Time goes by until the rows of the screen begin so."""
        for _ in range(_TURNS):
            self.now += 0.05
            self.engine.turn(self.now)
            self.engine.tell()
            if self.page._news.is_set():
                await self.look()
            rows = self.told["device"]["words"]
            if all(map(str.startswith, rows, words)):
                return
        raise AssertionError(f"the screen says {rows}")


def test_the_page_shows_circuitpython_itself_and_its_keys_reach_it(emulator):
    async def visit():
        engine = Engine(board=emulated(emulator))
        try:
            person = Onlooker(engine)
            await person.sees("", "No purchase")
            assert person.told["device"]["volts"] is None  # its cell is not measured
            assert any(file["name"] == "/settings.toml" for file in person.told["drive"]["files"])
            await person.does("key.down", key="D")
            await person.sees("Menu")
            await person.does("key.up", key="D")
            await person.does("power", on=False)
            assert not person.told["device"]["on"]
        finally:
            engine.close()

    asyncio.run(visit())
