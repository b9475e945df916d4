# machine.py - the board's life cycle: power, reset, boot.py, code.py, safe mode
"""The machine starts programs and lets them run against the clock. A cut or a reset kills the one that runs."""

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from greenlet import getcurrent

from wattkey_host.sim.clock import NEVER
from wattkey_host.sim.driveimport import Loader
from wattkey_host.sim.program import Dead, Program
from wattkey_host.sim.run import BOOT, CODE, SAFE, Life
from wattkey_host.sim.tracebacks import device_traceback

if TYPE_CHECKING:
    from wattkey_host.sim.world import World

SLEEP_BYTES, NVM_BYTES = 256, 4096
_RELOAD_US = 750_000  # autoreload waits that long after the last write
_USB_US = 300_000  # from the start of code.py until the host has found the device [assumed]


class Start(NamedTuple):
    """A way to start: what runs, how long before each, in microseconds; and the reasons the board gives."""

    phases: tuple[tuple[str, int], ...]
    reset_reason: str
    run_reason: str = "STARTUP"
    safe_mode: str = "NONE"


POWER_ON = Start(((BOOT, 1_400_000), (CODE, 100_000)), "POWER_ON")
RESET = Start(((BOOT, 100_000), (CODE, 100_000)), "SOFTWARE")
RELOAD = Start(((CODE, 50_000),), "", "AUTO_RELOAD")
SUPERVISOR_RELOAD = Start(((CODE, 50_000),), "", "SUPERVISOR_RELOAD")
WATCHDOG = Start(RESET.phases, "WATCHDOG")
BROWN_OUT = Start(((SAFE, 200_000),), "BROWNOUT", "STARTUP", "BROWNOUT")


class Machine:
    """The board without its wires. `state`: off, booting, running, ended, crashed, safe mode or boot drive."""

    ahead_us = NEVER  # how far it may run before it tells what it sends

    def __init__(self, world: "World") -> None:
        self.world = world
        self.clock = world.clock
        self.limit_us = 0
        self.state = "off"
        self.lives = 0  # how often the board was started or reset
        self.crash = ""  # the traceback that ended code.py
        self.boot_output = ""  # what boot.py printed, with its traceback
        self.started = POWER_ON
        self.watchdog_started = False  # since the chip started
        self.reset_reason = POWER_ON.reset_reason
        self.chip_us = 0  # when the chip came out of reset; its timer counts from there
        self.autoreload = True
        self.code_may_write = False  # storage.remount in boot.py
        self.next_mode = "NORMAL"  # what the next reset starts
        self.usb_data = False  # usb_cdc.enable in boot.py
        self.nvm = bytearray(b"\xff" * NVM_BYTES)
        self.sleep_memory = bytearray(SLEEP_BYTES)
        self.usb_from_us: int | None = None
        self.life: Life | None = None
        self.modules: dict[str, ModuleType] = {}  # what the program that runs, or ran last, has loaded
        self.imported: Callable[[ModuleType], None] = lambda module: None  # called when it has loaded one more
        self._console: list[str] = []
        self._program: Program | None = None
        self._next: Start | None = None
        self._running, self._writes = False, 0

    @property
    def console(self) -> str:
        """Everything printed since the world began."""
        self._console[:] = ["".join(self._console)]  # it is looked at far more often than something is printed
        return self._console[0]

    @property
    def usb_connected(self) -> bool:
        """A host has found the device and is awake."""
        since = self.usb_from_us
        return self.world.cable.host and since is not None and self.clock.now_us >= since

    def print(self, text: str) -> None:
        """Add to the console, and to boot_output while boot.py runs."""
        self._console.append(text)
        if self.life and self.life.phase == BOOT:
            self.boot_output += text

    def power_on(self) -> None:
        """Start from nothing; no effect while there is power."""
        if self.state == "off":
            self._restart(POWER_ON)

    def power_off(self) -> None:
        """The power is gone, now; everything volatile with it."""
        self._next = None
        self.state = "off"
        self.sleep_memory = bytearray(SLEEP_BYTES)
        self._kill()
        self.world.cable.disturbed()

    def restart(self, start: Start) -> None:
        """End this life and begin the next one; no effect without power."""
        if self.state != "off":
            self._restart(start)

    def _restart(self, start: Start) -> None:
        if start is RESET:
            self.world.device_resets()
        self._next = start
        self.state = "booting"
        if start is RESET and self.next_mode == "UF2":  # the boot ROM's drive: nothing of ours runs any more
            self._next, self.state = None, "boot drive"
        self._kill()
        if start.reset_reason:
            self.world.cable.disturbed()

    def _kill(self) -> None:
        program, self._program = self._program, None
        life, self.life = self.life, None
        if life:
            life.end()
        if program is not None and program is not getcurrent():
            program.kill()

    def host_wrote(self) -> None:
        """A host changed the drive: with autoreload on, code.py starts again 750 ms after the last write."""
        self._writes += 1
        this = self._writes
        self.clock.after(_RELOAD_US, lambda: self._reload_after(this))

    def _reload_after(self, write: int) -> None:
        if write == self._writes and self.autoreload and self.state in ("running", "ended", "crashed"):
            self.restart(RELOAD)

    def run(self, until_us: int) -> None:
        """Let the world go on until then. An error outside the device (a hook, a chip) comes out here."""
        if self._running:
            raise RuntimeError("the world is running already: hooks and events cannot run it further")
        self._running, finished = True, False
        self.limit_us = NEVER
        self.stop_by(until_us)
        try:
            while self.clock.now_us < self.limit_us:
                self._turn(self.limit_us)
            finished = True
        finally:
            self._running = False
            if not finished:
                self.world.cut_power()

    def stop_by(self, us: int) -> None:
        """Have the `run` that is under way come back at that moment, if it would later."""
        self.limit_us = min(self.limit_us, us)
        if self.life:
            self.life.run_to(self.limit_us)

    def _turn(self, until_us: int) -> None:
        if self._next:
            self._begin(self._next)
        program = self._program
        if program is not None and program.dead:
            self._program = program = None
        if program is None:
            self.clock.step(until_us)
        elif self.clock.now_us >= program.wake_us or program.ready is not None and program.ready():
            program.resume()
        else:
            wake_us = program.wake_us
            self.clock.step(wake_us if wake_us < until_us else until_us)

    def _begin(self, start: Start) -> None:
        self._next = None
        self.lives += 1
        self.started = start
        if start.reset_reason:  # the chip itself starts, not only the interpreter
            self.chip_us = self.clock.now_us
            self.watchdog_started = False
            self.autoreload, self.code_may_write, self.usb_data = True, False, False
            self.reset_reason, self.boot_output, self.usb_from_us = start.reset_reason, "", None
            self.world.drive.mount()
        self.crash = ""
        self._program = Program(lambda: self._live(start))

    def _live(self, start: Start) -> None:
        program = getcurrent()
        assert isinstance(program, Program)
        for phase, delay_us in start.phases:
            self.life = life = Life(self, program, phase)
            life.spend(delay_us)
            if phase != BOOT:
                self.state = "safe mode" if phase == SAFE else "running"
                self.usb_from_us = self.usb_from_us or self.clock.now_us + _USB_US
            crash = self._run(life)
            life.end()
            if phase == CODE:
                self.state = "crashed" if crash else "ended"
                self.crash = crash
                if crash and life.reload_on_error:
                    self._next = SUPERVISOR_RELOAD

    def _run(self, life: Life) -> str:
        """Run one program to its end; the traceback if it raised."""
        loader = Loader(life)
        self.modules = loader.modules
        if not self.world.drive.is_file("/" + life.phase):
            return ""
        try:
            loader.run("/" + life.phase)
        except Dead:
            raise
        except SystemExit:
            pass
        except Exception as error:  # what any program may raise ends that program, not the board
            text = device_traceback(error)
            self.print(text)
            return text
        return ""
