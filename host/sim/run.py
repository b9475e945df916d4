# run.py - one run of the interpreter: from its start until it ends, is reset or loses power
"""Every hardware object belongs to one life. When the life is over it does nothing any more, whoever calls it.

So no `finally` of a dying program, no buffered write and no late clean-up of a coroutine reaches the world.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from greenlet import getcurrent

from wattkey_host.sim.clock import NEVER
from wattkey_host.sim.mounts import Files
from wattkey_host.sim.program import Dead, Program

if TYPE_CHECKING:
    from wattkey_host.sim.machine import Machine
    from wattkey_host.sim.world import World

BOOT, CODE, SAFE = "boot.py", "code.py", "safemode.py"  # the programs a board runs
_FRAME_US = 1_000_000 // 60  # displayio looks after its displays that often
_CRIES = 1000  # a dead program that catches Dead this often is parked


def current() -> "Life":
    """The life whose program is running. The hardware modules call it once, when they are imported."""
    program = getcurrent()
    if not isinstance(program, Program) or program.life is None:
        raise RuntimeError("no board is running here; start one with World.power_on()")
    return program.life


class Life:
    """What the hardware modules ask: time, hooks, pins, and whether there is still power."""

    def __init__(self, machine: "Machine", program: Program, phase: str) -> None:
        self.machine = machine
        self.world: World = machine.world
        self.clock = machine.clock
        self.phase = phase  # BOOT, CODE or SAFE
        self.reload_on_error = False  # code.py runs again at once if an error ends it
        self.files = Files(machine.world.drive)
        self.alive = True
        self.pins_in_use: set[str] = set()
        self._program = program
        self._refresh: Callable[[], None] | None = None
        self._refresh_us = NEVER
        self._cries = 0
        self._ends: list[Callable[[], None]] = []
        program.life = self
        self._refresh_at(NEVER)

    def check(self) -> None:
        """Raises Dead when this life is over."""
        if self.alive:
            return
        self._cries += 1
        if self._cries > _CRIES and getcurrent() is self._program:
            self._program.park()
        raise Dead(self.phase + " is over")

    def check_before_usb(self) -> None:
        """Raises Dead when this life is over, RuntimeError once USB is awake: its devices are chosen in boot.py."""
        self.check()
        if self.phase != BOOT:
            raise RuntimeError("Cannot change USB devices now")

    def spend(self, us: int) -> None:
        """Let `us` microseconds pass for the program. The most frequent call of all: where nothing happens on the
        way, it calls nothing. (supervisor.ticks_ms and time.sleep do without even this.)"""
        clock = self.clock
        end = clock.now_us + us
        if self.alive and end < clock.free_us:
            clock.now_us = end
        else:
            self.wait(us)

    def wait(self, us: int, ready: Callable[[], bool] | None = None) -> bool:
        """Wait `us` microseconds or until `ready()`; tells whether it became ready."""
        self.check()
        clock = self.clock
        end = clock.now_us + us
        while not (ready and ready()):
            if clock.now_us >= end:
                return False
            if clock.now_us >= self._refresh_us:
                self._refresh_displays()
                continue
            until = min(end, self._refresh_us)
            if until < clock.due_us and until < self.machine.limit_us:  # nobody else has anything to do before
                clock.now_us = until
            else:
                self._program.wait(until, ready)
            self.check()
        return True

    def outside(self, call: Callable[[], Any]) -> Any:
        """Have something done by the world, not by the device: its errors are not the device's."""
        self.check()
        value = self._program.outside(call)
        self.check()
        return value

    def op(self, name: str, *detail: object) -> None:
        """Tell the hooks what the program is about to do; a hook may cut the power here."""
        self.check()
        if self.world.hooks:
            self.outside(lambda: self.announce(name, *detail))

    def announce(self, name: str, *detail: object) -> bool:
        """Tell the hooks what the hardware does by itself; a hook may cut the power. Tells whether it is still on."""
        for hook in tuple(self.world.hooks) if self.alive else ():
            hook(name, *detail)
        return self.alive

    def refresh_with(self, refresh: Callable[[], None]) -> None:
        """Have `refresh` called at the display's frame rate while the program waits."""
        self._refresh = refresh
        self._refresh_at(self.clock.now_us)

    def _refresh_displays(self) -> None:
        self._refresh_us = NEVER  # the refresh itself takes time
        if self._refresh:
            self._refresh()
        self._refresh_at(self.clock.now_us + _FRAME_US)

    def _refresh_at(self, us: int) -> None:
        self._refresh_us = us
        self.run_to(self.machine.limit_us)

    def run_to(self, limit_us: int) -> None:
        """The program is let run up to then; before that, its display may want to be drawn."""
        self.clock.stop_at(min(self._refresh_us, limit_us))

    def claim(self, pin: str) -> None:
        """Take a pin. Raises ValueError when something else has it, as the board does."""
        self.check()
        if pin in self.pins_in_use:
            raise ValueError(pin + " in use")
        self.pins_in_use.add(pin)

    def free(self, pin: str) -> None:
        """Give a pin back; it floats then."""
        self.check()
        self.pins_in_use.discard(pin)
        self.outside(lambda: self.world.nets.release(pin))

    def at_end(self, action: Callable[[], None]) -> None:
        """Call `action` when this life ends, however it ends."""
        self._ends.append(action)

    def end(self) -> None:
        """The life is over: peripherals stop, pins float. Nothing that was in them comes out any more."""
        if not self.alive:
            return
        self.alive = False
        for action in self._ends:
            action()
        self.world.waves.clear()
        self.world.pads.clear()
        self.world.nets.release_all()
