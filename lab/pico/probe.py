# probe.py - a drive whose event loop shows on a spare pin when it is at work, and how much heap is left
"""Only the Adafruit library's asyncio/core.py is changed, by two lines around its wait; our files stay as they are.

GP26 is low while the loop waits for something to be due and high while tasks run. With "heap", every 8th turn also
collects the garbage and leaves the free bytes in the sleep memory's last word (boot.py's record ends before it), which
the emulator reads when the pin falls. That makes turns long, so times and heap are measured in two runs.
"""

from collections.abc import Iterable, Mapping

from wattkey_host.drive.contents import library_files
from wattkey_host.drive.mpy import compiled
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import KEYS

_CORE = "/lib/asyncio/core.py"
_WAIT = "            _io_queue.wait_io_event(dt)\n"
_MAIN = "def run_until_complete(main_task=None):\n"
MARK = b"WKHEAP"  # in front of the word, so that the emulator finds it in RAM; in one piece it is nowhere else
_HELD_MS = 400
_PIN = "import board, digitalio\n_probe = digitalio.DigitalInOut(board.GP26)\n_probe.switch_to_output(False)\n\n"
_HEAP = "import alarm, gc\n_turn = bytearray(1)\n\n"
_NOTE = f"""\
            _turn[0] = (_turn[0] + 1) % 8
            if not _turn[0]:
                gc.collect()
                alarm.sleep_memory[246:249] = {MARK[:3]!r}
                alarm.sleep_memory[249:252] = {MARK[3:]!r}
                alarm.sleep_memory[252:256] = gc.mem_free().to_bytes(4, "little")
"""


def probed(files: Mapping[str, bytes], measure: str) -> dict[str, bytes]:
    """The same drive, measured: `measure` is "loop" or "heap"."""
    source = library_files()[_CORE].decode()
    if source.count(_WAIT) != 1 or source.count(_MAIN) != 1:
        raise ValueError(f"{_CORE} is not the one that this knows how to measure")
    note = _NOTE if measure == "heap" else ""
    wait = f"{note}            _probe.value = False\n{_WAIT}            _probe.value = True\n"
    source = source.replace(_WAIT, wait).replace(_MAIN, _PIN + (_HEAP if note else "") + _MAIN)
    path, content = compiled(_CORE, source.encode())
    return {**files, path: content}


def press_long(stage: Stage, key: str) -> None:
    """Press a key where the heap is counted: turns of the loop are long then, and a short press falls between scans."""
    stage.world.keypad.press(KEYS[key], _HELD_MS)
    stage.world.run_for(_HELD_MS / 1000 + 0.2)


def longest_turn_ms(probe: Iterable[tuple[int, bool, int]], start_us: int, end_us: int) -> float:
    """The longest time that the loop was at work without a wait, between two moments."""
    longest, since = 0, None
    for moment, level, _ in probe:
        if level:
            since = moment
        elif since is not None and start_us <= since and moment <= end_us:
            longest = max(longest, moment - since)
    return longest / 1000


def least_free(probe: Iterable[tuple[int, bool, int]], start_us: int, end_us: int) -> int:
    """The least free heap after a collection, bytes, between two moments. Raises ValueError without a measure."""
    return min(free for moment, level, free in probe if free and not level and start_us <= moment <= end_us)
