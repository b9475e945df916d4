# chooser.py - which image is to run: the one that is wanted, the last that came up, any other that holds
"""Loaded by loader.py when there is no loose core, dropped after."""

import time

import alarm
import board
import digitalio
import microcontroller
import storage
import supervisor
from micropython import const

import images
import loader
from sectors import Sectors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from images import Image

_TRIES = const(3)  # starts of a version that has not reached the menu yet
_ID = images.ID


def _holds(image, note):
    """Whether the file is the one of which nvm noted that."""
    images.run(image.reading(crc_only=True))
    return image.whole and image.crc.to_bytes(4, "big") == note[_ID:]


def _trusted(image):
    """Whether an image of which nvm knows nothing may run."""
    if image.unfit():
        return False
    images.run(image.reading())
    if image.whole and not images.anything():
        images.run(image.signed(images.setting("UPDATE_KEY")))
        return image.true
    return image.whole


def _pin(setting, default, at):
    name = images.setting(setting, default).split(",")[at].strip()
    return digitalio.DigitalInOut(getattr(board, name))


def _back_held():
    """Whether the key `*` is held down: its row is driven low, its column read."""
    row, column = _pin("KEYS_ROWS", "GP6,GP7,GP8,GP9", 3), _pin("KEYS_COLS", "GP10", 0)
    row.switch_to_output(False)
    column.switch_to_input(digitalio.Pull.UP)
    time.sleep(0.001)
    held = not column.value
    row.deinit()
    column.deinit()
    return held


def _go_back(slots):
    """The version before is wanted again, and this one is the one before."""
    before, now = slots.get(loader.BEFORE), slots.get(loader.WANTED)
    if before and before != now and slots.put(loader.BEFORE, slots.get(loader.PROVED)):
        slots.put(loader.WANTED, before)


def _choices(slots: "loader.Slots", counting: bool) -> "Iterator[tuple[Image, bytes]]":
    """(image, note) of what may run, the best first. A version that failed comes last: better than nothing."""
    proved, started, there = slots.get(loader.PROVED), slots.get(loader.STARTED), images.found()
    failed = started[:_ID] if started and started[_ID] >= _TRIES and started[:_ID] != proved[:_ID] else b""
    tried = []
    for kind in (loader.WANTED, loader.PROVED, loader.BEFORE) if counting else (loader.PROVED,):
        note = slots.get(kind)
        if not note or note in tried or note[:_ID] == failed:
            continue
        tried.append(note)
        for image in there:
            if image.ident == note[:_ID] and not image.unfit() and _holds(image, note):
                yield image, note
    for last in (False, True) if counting else ():
        for image in there:
            if (image.ident == failed) is last and _trusted(image):
                yield image, image.ident + image.crc.to_bytes(4, "big")


def _counted(slots, note):
    """Note in nvm that a version is started which has not reached the menu yet; False where there is no room."""
    started = slots.get(loader.STARTED)
    before = started[_ID] if started[:_ID] == note[:_ID] else 0
    return slots.put(loader.STARTED, note[:_ID] + bytes([min(before + 1, 254)]))


def mount(life: "loader.Life", counting: bool) -> None:
    """Mount what is to run. `counting`: it may be a version that has yet to prove itself. Raises OSError if nothing
    holds."""
    slots = life.slots
    fresh = microcontroller.cpu.reset_reason == microcontroller.ResetReason.POWER_ON
    if counting and fresh and slots.get(loader.BEFORE) and _back_held():
        _go_back(slots)
    proved = slots.get(loader.PROVED)
    uncounted = None
    for image, note in _choices(slots, counting):
        if note == proved or _counted(slots, note):
            break
        uncounted = uncounted or (image, note)
    else:
        if not uncounted:
            raise OSError(2)
        image, note = uncounted  # nvm is full, and nothing else would start
    life.sectors = Sectors(open(image.path, "rb"), image.size)
    volume = storage.VfsFat(life.sectors)  # type: ignore[arg-type]  # what is only read has no writeblocks
    storage.mount(volume, loader.APP, readonly=True)
    life.version, life.note, life.proving = image.version, note, note != proved
    if life.proving:
        supervisor.set_next_code_file("/code.py", reload_on_error=True)
    else:
        _forgive(life)


def _forgive(life: "loader.Life") -> None:
    """The version that was wanted has failed for the last time, just now: its faults are not those of this one."""
    started = life.slots.get(loader.STARTED)
    if started[_ID:] == bytes([_TRIES]) and started[:_ID] != life.note[:_ID]:
        life.fell = True
        life.slots.put(loader.STARTED, started[:_ID] + bytes([_TRIES + 1]))
        alarm.sleep_memory[244:246] = b"\0\xff"  # as faults.py counts


def cry() -> None:
    """Nothing can run: say on the console, again and again, what to do; the LED blinks. Never comes back."""
    led = digitalio.DigitalInOut(board.LED)
    led.switch_to_output(False)
    while True:
        print("WattKey: no firmware. Copy wattkey-X.Y.Z.img onto this drive, then unplug and plug in again.")
        for _ in range(10):
            if microcontroller.watchdog:
                microcontroller.watchdog.feed()
            led.value = not led.value
            time.sleep(0.3)
        if [image for image in images.found() if _trusted(image)]:
            supervisor.reload()  # it has come
