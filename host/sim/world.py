# world.py - everything around one board: wires, parts, power, time
"""`World` is what a story and the tests hold in their hands. The device files run in it unmodified."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from wattkey_host.sim.air import Air
from wattkey_host.sim.bus import Bus
from wattkey_host.sim.cable import Cable
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.eye import is_carrier
from wattkey_host.sim.keypad import Keypad
from wattkey_host.sim.ledlight import LedLight
from wattkey_host.sim.levels import Levels
from wattkey_host.sim.machine import BROWN_OUT, Machine
from wattkey_host.sim.nets import Nets
from wattkey_host.sim.oled import Oled
from wattkey_host.sim.powerline import MODULE_LINE, PowerLine
from wattkey_host.sim.run import Life
from wattkey_host.sim.spibus import SpiBus, SpiSlave
from wattkey_host.sim.uart import IR_LINE, UartConfig, UartPort
from wattkey_host.sim.wire import Wire

# part -> pins of the Pico
WIRING: dict[str, tuple[str, ...]] = {
    "ir": ("GP0", "GP1"),  # TX to the LED, RX from the eye
    "carrier": ("GP2",),  # the other leg of the LED
    "i2c": ("GP5", "GP4"),  # SCL, SDA, with resistors to 3.3 V
    "keypad rows": ("GP6", "GP7", "GP8", "GP9"),
    "keypad columns": ("GP10", "GP11", "GP12", "GP13"),
    "spi": ("GP18", "GP19", "GP16"),  # SCK, MOSI, MISO
    "esam select": ("GP17",),  # with a resistor to 3.3 V
    "serial": ("GP20", "GP21"),  # TX to and RX from an RS-485 transceiver, or a power-line module
    "rs485 direction": ("GP22",),
    "vbus": ("GP24",),
}
OLED_ADDRESS = 0x3C
_LOOK_US = 10_000  # how often run_until looks

Hook = Callable[..., None]


class World:
    """One board, its parts and its surroundings, on one virtual clock.

    `device` is the folder with the device files, or a Drive made up for a test. `esam` is the chip on the SPI bus.
    `hooks` are called with a name and details before each operation that can be seen from outside: "spi" (a
    chip-select frame), "i2c" (address), "uart" (byte leaving), "heard" (byte arriving), "flash erase" and
    "flash program" (what), "sleep memory" (a write to it), "reset", "host write" (a piece of a copy). A hook may cut
    the power, or pull the cable.
    """

    compiled = False  # whether its interpreter wants compiled modules in an image

    def __init__(
        self,
        device: Path | Drive,
        esam: SpiSlave | None,
        *,
        seed: int = 0,
        battery: bool = True,
        clock: VirtualClock | None = None,
    ) -> None:
        self.clock = clock or VirtualClock()
        self.battery = battery
        self.volts = 3.9  # at VSYS
        self.random = random.Random(seed)  # chance of this world, the same in every run
        self.hooks: list[Hook] = []
        self.nets = self._make_nets()
        self.torn_off = 0  # resets by the device while a host had its drive mounted: there must be none
        self.waves: dict[str, tuple[float, float]] = {}  # pin -> frequency in Hz and duty 0..1 of its PWM
        self.pads: dict[str, int] = {}  # pin -> its word of PADS_BANK0, where it is not as the chip starts
        self.oled = Oled(self.clock)
        self.i2c = {OLED_ADDRESS: self.oled}
        self.air = Air(self.clock)
        self.light = LedLight(self.clock, self.air, self._byte_leaves)
        self.bus = Bus(self.clock)
        self.line: PowerLine | None = None  # with one its module is on the pins of the RS-485 pair
        self.wire: Wire | None = None  # with one it is on the pins of the infrared head
        self.keypad = Keypad(self.clock, self.nets, WIRING["keypad rows"], WIRING["keypad columns"])
        self.drive = Drive.from_tree(device) if isinstance(device, Path) else device
        self.drive.now = lambda: int(self.clock.date().timestamp())
        self.machine = self._make_machine()
        self.esam = esam
        self.spi = SpiBus(esam, self._frame)
        self.cable = Cable(self, WIRING["vbus"][0])
        for name in WIRING["i2c"] + WIRING["esam select"]:
            self.nets.net(name).board_pull = True
        self.nets.watch(WIRING["esam select"][0], self.spi.cs_changed)
        self.nets.watch(WIRING["rs485 direction"][0], self.bus.turn)
        self.nets.watch(WIRING["ir"][0], self.light.turn_leg)

    def _make_nets(self) -> Nets:
        return Nets()

    def _make_machine(self) -> Machine:
        return Machine(self)

    def power_on(self) -> None:
        """Switch on: boot.py, then code.py 1.5 s from now."""
        if not (self.battery or self.cable.powered):
            raise RuntimeError("no battery: plug the cable in")
        if self.machine.state == "off":
            self.cable.to_device.clear()  # what was sent to a board without power never arrived
            self.cable.typed.clear()
            self.spi.power(True)
            self.machine.power_on()

    def cut_power(self) -> None:
        """Everything without power stops at once, from wherever this is called."""
        if self.machine.state != "off":
            self.spi.power(False)
            self.oled.power_off()
            self.machine.power_off()
            self.cable.to_device.clear()  # the port's buffer is RAM

    def brown_out(self) -> None:
        """The voltage dipped: what ran is dead, and the board starts into safe mode (safemode.py)."""
        self.cut_power()
        self.spi.power(True)
        self.machine.state = "booting"
        self.machine.restart(BROWN_OUT)

    def device_resets(self) -> None:
        """The device is about to reset by itself (not by a watchdog): no host may have its drive mounted then."""
        self.torn_off += self.machine.usb_connected and not self.cable.ejected

    def run_for(self, seconds: float) -> None:
        """Let the world go on for so long."""
        self.machine.run(self.clock.now_us + round(seconds * 1_000_000))

    def run_until(self, predicate: Callable[[], bool], limit_s: float) -> bool:
        """Let the world go on until `predicate()` is true (looked at every 10 ms); False if it never was."""
        end = self.clock.now_us + round(limit_s * 1_000_000)
        while not predicate():
            if self.clock.now_us >= end:
                return False
            self.machine.run(min(end, self.clock.now_us + _LOOK_US))
        return True

    def close(self) -> None:
        """Switch off for good. A world that is dropped while its program waits would stay in memory."""
        self.cut_power()

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def open_uart(self, life: Life, tx: str | None, rx: str | None, config: UartConfig, room: int) -> UartPort:
        """Connect a UART to what is on its pins: the LED and the eye, what is on the serial pins, or nothing."""
        port = UartPort(life, config, room)
        if tx == WIRING["serial"][0] and not self.line:
            port.sent = lambda start_us, value: self.bus.drive(start_us, value, port.config)
            self.bus.ear = port if rx == WIRING["serial"][1] else None
        elif (tx, rx) == WIRING["serial"] and self.line and config.fits(MODULE_LINE):
            self.line.ear = port
            port.sent = self.line.hear
        if (tx, rx) == WIRING["ir"] and self.wire:
            wire = self.wire
            wire.ear = port
            port.sent = lambda start_us, value: wire.hear(start_us, value, port.config)
        else:
            self._face(port, tx, rx)

        def closed() -> None:
            if self.air.eye is port:
                self.air.eye = None
            for end in (self.bus, self.line, self.wire):
                if end and end.ear is port:
                    end.ear = None

        port.closed = closed
        life.at_end(port.close)
        return port

    def _face(self, port: UartPort, tx: str | None, rx: str | None) -> None:
        """Put the LED and the eye in front of a UART that is on their pins."""
        fits = port.config.fits(IR_LINE)
        if tx == WIRING["ir"][0]:
            port.lit = self.carrier_on
            if fits:
                port.sent = self.air.shine
        if rx == WIRING["ir"][1] and fits:
            self.air.eye = port

    def listen(self, life: Life, pin: str, look: Callable[[], None]) -> Levels:
        """What a state machine on that pin sees; `look` is called when there is something."""
        if pin != WIRING["serial"][1] or self.line:
            return Levels()  # nothing is there
        self.bus.look = look
        life.at_end(self.bus.unheard)
        return self.bus.levels

    def pulses(self, pin: str, edges: Sequence[tuple[float, bool]]) -> None:
        """Edges that a program made, (microseconds, level), up to a little while ago. The LED sees them too."""
        self.nets.drive(pin, edges[-1][1])
        if (pin,) == WIRING["carrier"]:
            self.light.changed(edges)

    def looked_at(self, pin: str, look: Callable[[], None]) -> None:
        """`look` has the edges told (`pulses`) that a program on that pin has made up to now."""
        if (pin,) == WIRING["carrier"]:
            self.light.look = look

    def carrier_on(self) -> bool:
        """Whether the LED's other leg carries what a meter's receiver takes for 38 kHz."""
        return is_carrier(*self.waves.get(WIRING["carrier"][0], (0, 0)))

    def _byte_leaves(self) -> bool:
        """A byte that a program makes of light begins, as one of a UART does."""
        life = self.machine.life
        return life is not None and life.announce("uart", 0)

    def _frame(self) -> bool:
        life = self.machine.life
        return life is not None and life.announce("spi")
