# box_search.py - `wattkey box --search`: the device's own search of a box, with nothing known, on the virtual clock
"""Core and driver run unmodified in the simulated board, as in passes.py; what several say at once is what the bits on
the pair then are."""

import json
from dataclasses import dataclass

from wattkey_host import device_root
from wattkey_host.meter.boxmeters import Spec, hang
from wattkey_host.reader.box.passes import questions
from wattkey_host.sim.air import OUT
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

_LIMIT_S = 7200
_PROGRAM = """
import sys
sys.path.append("/drivers")
import asyncio
import json
import link_rs485
from clock_board import BoardClock
from wattkey.box.scan import Scan

clock = BoardClock()
link = link_rs485.make({}.get, clock)
scan = Scan(link, clock, set(), lambda: False)

async def main():
    start = clock.ticks_ms()
    found = []
    meter = await scan.next()
    while meter:
        found.append([meter.address.hex(), meter.standard, meter.baud])
        meter = await scan.next()
    print(json.dumps([clock.since(start), found]))
    while True:
        await clock.sleep_ms(1000)

asyncio.run(main())
"""


@dataclass(frozen=True)
class Searched:
    """`found`: (number, edition, speed) in the order in which they were found; `asked` counts questions."""

    took_s: float
    asked: int
    found: list[tuple[str, int, int]]

    def judged(self, specs: list[Spec]) -> dict[str, int | float]:
        """The keys of `wattkey box --search --json`; `missed` answers and was not found, `phantom` is no meter."""
        there = {(spec.address, int(spec.standard), 1200) for spec in specs if not spec.silent}
        found = set(self.found)
        counts = {"meters": len(specs), "found": len(found & there), "silent": sum(spec.silent for spec in specs)}
        more = {"missed": len(there - found), "phantom": len(found - there)}
        return {**counts, **more, "asked": self.asked, "took_s": round(self.took_s, 1)}


def search(specs: list[Spec]) -> Searched:
    """Search a box. Raises RuntimeError if the program breaks or does not end."""
    with World(Drive.from_tree(device_root()), None) as world:
        hang(specs, world.bus, world.clock)
        world.drive.write("/code.py", _PROGRAM.encode())
        world.power_on()
        if not world.run_until(lambda: "\n" in world.machine.console, _LIMIT_S):
            raise RuntimeError(world.machine.crash or "the search has no end")
        took_ms, found = json.loads(world.machine.console.splitlines()[0])
        asked = len(questions([byte for byte in world.bus.log if byte.direction == OUT]))
        return Searched(took_ms / 1000, asked, [(number, standard, baud) for number, standard, baud in found])
