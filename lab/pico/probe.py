# probe.py - a drive whose event loop shows on a spare pin when it is at work, and how much heap is left
"""Only the Adafruit library's asyncio/core.py is changed, by two lines around its wait; our files stay as they are.

GP26 is low while the loop waits for something to be due and high while tasks run. With "heap", every 8th turn also
collects the garbage and leaves the free bytes at the end of the sleep memory (boot.py's record ends before), where the
emulator reads them when the pin falls. That makes turns long, so times and heap are measured in separate runs.

With "block" it does so, and leaves the largest free block beside them, only while GP27 is high, and nothing else moves
the pin: a life that takes minutes is led without it, and what is looked at stands at its end.

The largest block is looked for by taking one and giving it back, from above: first in steps of a 32nd, then by halving.
Garbage stays where it is meanwhile; one more collection behind it gives back what the heap may have grown by.
"""

from collections.abc import Iterable, Mapping
from textwrap import indent

from wattkey_host.drive.contents import library_files
from wattkey_host.drive.mpy import Place, compiled
from wattkey_host.story.playedboard import KEYS
from wattkey_host.story.stage import Stage

_CORE = "/lib/asyncio/core.py"
_WAIT = "            _io_queue.wait_io_event(dt)\n"
_MAIN = "def run_until_complete(main_task=None):\n"
MARK = b"WKHP"  # in front of the numbers, so that the emulator finds them in RAM; in one piece it is nowhere else
GATE = "GP27"
_HELD_MS = 400
_PIN = "import board, digitalio\n_probe = digitalio.DigitalInOut(board.GP26)\n_probe.switch_to_output(False)\n\n"
_HEAP = "import alarm, gc\n_turn = bytearray(1)\n\n"
_BLOCK = f"""\
import io
_gate = digitalio.DigitalInOut(board.{GATE})
_gate.switch_to_input(digitalio.Pull.DOWN)

def _fits(size):
    try:
        io.BytesIO(size).close()
    except MemoryError:
        return False
    return True

def _largest():
    gc.disable()
    size = gc.mem_free()
    step = size >> 5
    while not _fits(size):
        size -= step
    while step > 15:
        step >>= 1
        if _fits(size + step):
            size += step
    gc.enable()
    gc.collect()
    return size

"""
_FALL, _RISE = "_probe.value = False\n", "_probe.value = True\n"
_NOTE = f"""\
gc.collect()
alarm.sleep_memory[246:248] = {MARK[:2]!r}
alarm.sleep_memory[248:250] = {MARK[2:]!r}
alarm.sleep_memory[250:253] = gc.mem_free().to_bytes(3, "little")
"""
_NOTE_BLOCK = 'alarm.sleep_memory[253:256] = _largest().to_bytes(3, "little")\n'


def _under(condition: str, lines: str) -> str:
    return condition + ":\n" + indent(lines, "    ")


def _each_8th(lines: str) -> str:
    return "_turn[0] = (_turn[0] + 1) % 8\n" + _under("if not _turn[0]", lines)


# what is measured -> functions of the module, lines before the wait, lines behind it
_KINDS = {
    "loop": ("", _FALL, _RISE),
    "heap": (_HEAP, _each_8th(_NOTE) + _FALL, _RISE),
    "block": (_HEAP + _BLOCK, _under("if _gate.value", _each_8th(_RISE + _NOTE + _NOTE_BLOCK + _FALL)), ""),
}
Noted = tuple[int, bool, int, int]  # moment in microseconds, level of the pin, free bytes, largest free block


def probed(files: Mapping[str, bytes], measure: str, place: Place = str) -> dict[str, bytes]:
    """The files of a drive with an event loop that measures "loop", "heap" or "block"; those of an image, where `place`
    tells where one of a drive lies in it."""
    source = library_files()[_CORE].decode()
    if source.count(_WAIT) != 1 or source.count(_MAIN) != 1:
        raise ValueError(f"{_CORE} is not the one that this knows how to measure")
    functions, before, behind = _KINDS[measure]
    wait = indent(before, " " * 12) + _WAIT + indent(behind, " " * 12)
    source = source.replace(_WAIT, wait).replace(_MAIN, _PIN + functions + _MAIN)
    path, content = compiled(_CORE, source.encode(), place)
    return {**files, place(path): content}


def press_long(stage: Stage, key: str) -> None:
    """Press a key where the heap is counted: turns of the loop are long then, and a short press falls between scans."""
    stage.world.keypad.press(KEYS[key], _HELD_MS)
    stage.world.run_for(_HELD_MS / 1000 + 0.2)


def longest_turn_ms(probe: Iterable[Noted], start_us: int, end_us: int) -> float:
    """The longest time that the loop was at work without a wait, between two moments."""
    longest, since = 0, None
    for moment, level, *_ in probe:
        if level:
            since = moment
        elif since is not None and start_us <= since and moment <= end_us:
            longest = max(longest, moment - since)
    return longest / 1000


def least_free(probe: Iterable[Noted], start_us: int, end_us: int) -> int:
    """The least free heap after a collection, bytes, between two moments. Raises ValueError without a measure."""
    return min(one[2] for one in _noted(probe, start_us, end_us))


def least_block(probe: Iterable[Noted], start_us: int, end_us: int) -> int:
    """The largest free block where it was smallest, bytes, between two moments. Raises ValueError without a measure."""
    return min(one[3] for one in _noted(probe, start_us, end_us))


def _noted(probe: Iterable[Noted], start_us: int, end_us: int) -> list[Noted]:
    return [one for one in probe if one[2] and not one[1] and start_us <= one[0] <= end_us]
