# report.py - docs/performance.md, from figures that were just measured
"""`make pico` writes it; nothing in it is typed by hand. The part about the box comes behind it
(lab/bench/box_figures.py)."""

from wattkey_lab.pico.figures import GOALS, Figures

_ROWS = (  # key, what it is, unit
    ("menu_s", "power-on to menu, modules compiled", "s"),
    ("menu_py_s", "power-on to menu, from .py files", "s"),
    ("key_to_pixels_ms", "key down to changed pixels in the OLED, the slowest key of the story", "ms"),
    ("heap_menu", "free heap in the first menu after power-on", "bytes"),
    ("heap_min", "least free heap during the first recharge after it, first to last frame", "bytes"),
    ("heap_recharge", "least free heap during a recharge after a life that visited every flow once", "bytes"),
    ("heap_collect", "least free heap in *Read the box* after such a life, list of 64, eight of its meters", "bytes"),
    ("heap_uplink", "least free heap in *Uplink* after such a life, list of 64, a concentrator asks", "bytes"),
    ("heap_uplink_host", "*Uplink* with a host at the cable, which keeps the mail part in memory", "bytes"),
    ("largest_free", "largest free block in the flows after that life, where it was smallest", "bytes"),
    ("names", "names in memory at the end of that life of a handheld", ""),
    ("loop_gap_ms", "longest turn of the loop between first and last frame, collection of garbage included", "ms"),
    (
        "heap_box",
        "*Read the box* after power-on, the last eight of 64: least free heap, first to last frame",
        "bytes",
    ),
    ("box_gap_ms", "longest turn of the loop meanwhile", "ms"),
    ("box_read", "meters whose readings are right in the end (one of the 64 is silent)", ""),
    ("uplink_gap_ms", "longest turn of the loop in *Uplink*, list of 64, both links open, while it is asked", "ms"),
    ("uplink_read", "right answers, to three questions", ""),
    ("ratio", "recharge session, time to its byte floor", ""),
    ("session_s", "recharge session", "s"),
    ("drive_bytes", "bytes on the drive, compiled", "bytes"),
    ("drive_py_bytes", "bytes on the drive, as .py", "bytes"),
    ("cuts", "power cuts, at flash operations of publishing and sessions", ""),
    ("cuts_survived", "of them, the menu came and every file was whole", ""),
    ("host_cuts", "power cuts while a host copies a file onto the drive", ""),
    ("host_cuts_survived", "of them, nothing was lost", ""),
    ("restored", "1: after the worst of them one image brought the drive back, and the ESAM still had the money", ""),
)
_HEAD = """\
# Performance

Measured by `{command}` on the emulated Pico's clock (docs/pico.md says how, and what that does not show), official
CircuitPython 10.2.1, story `{story}`. Not typed by hand; a goal that was missed says so.
Cut: {cut}.

| what | measured | goal |
|---|---|---|
"""


def page(figures: Figures, story: str, sample: int = 1) -> str:
    """The whole page; every `sample`-th flash operation was a cut."""
    rows = [f"| {what} | {_number(figures[key], unit)} | {_goal(key, figures)} |" for key, what, unit in _ROWS]
    command = "make pico" if sample == 1 else f"wattkey pico --json --sample {sample} --write FILE"
    cut = "every flash operation" if sample == 1 else f"one flash operation in {sample}, a sample (`make pico`: all)"
    return _HEAD.format(command=command, story=story, cut=cut) + "\n".join(rows) + "\n"


def _number(value: str | int | float, unit: str) -> str:
    return f"{value:,} {unit}".strip() if not isinstance(value, str) else value


def _goal(key: str, figures: Figures) -> str:
    most, least = GOALS.get(key, (None, None))
    value = float(figures[key])
    if most is not None:
        return f"at most {most:,}" + ("" if value <= most else ", **missed**")
    if least is not None:
        return f"at least {least:,}" + ("" if value >= least else ", **missed**")
    return ""
