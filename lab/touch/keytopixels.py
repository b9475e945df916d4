# keytopixels.py - how the page feels: from a key to new pixels, what it costs to look on, how big it is
"""Measured in a real Chromium: the key comes as an event of the page, the pixels are there when the canvas has them."""

import os
import statistics
import time
from pathlib import Path
from typing import Any

from wattkey_lab.touch.browser import browser, opened, simulator

_PRESSES = 60
_IDLE_S = 10
_LISTEN = """() => {
  window.took = []; let since = 0, told = () => {};
  addEventListener("keydown", () => { since = performance.now(); }, true);
  document.getElementById("oled").addEventListener("drawn", () => {
    if (since) { took.push(performance.now() - since); since = 0; told(); }
  });
  window.pixelsWithin = (ms) => new Promise((done) => {
    told = done;
    setTimeout(done, since ? ms : 0);
  });
}"""


def measure() -> dict[str, Any]:
    """Median and p95 in ms, idle shares of a core, bytes of the page. Raises NoBrowser."""
    with simulator() as (process, address), browser() as chromium:
        page = chromium.new_page()
        sizes: list[int] = []
        page.on("response", lambda response: sizes.append(len(response.body())))
        opened(page, address)
        page.wait_for_timeout(500)
        idle = _idle(page, process.pid)
        times = sorted(_times(page))
        return {
            "key_to_pixels_median_ms": round(statistics.median(times), 1),
            "key_to_pixels_p95_ms": round(times[int(len(times) * 0.95)], 1),
            "presses": len(times),
            **idle,
            "page_bytes": sum(sizes),
        }


def _times(page: Any) -> list[float]:
    page.evaluate(_LISTEN)
    page.keyboard.press("m", delay=60)
    page.wait_for_timeout(700)
    for number in range(_PRESSES):
        key = "ArrowDown" if number % 12 < 6 else "ArrowUp"
        page.keyboard.down(key)
        page.evaluate("pixelsWithin(500)")
        page.keyboard.up(key)
        page.wait_for_timeout(120 + 17 * (number % 7))  # the simulator's own beat is met at every place
    times: list[float] = page.evaluate("took")
    return times


def _idle(page: Any, pid: int) -> dict[str, float]:
    """Shares of a core while nothing is touched: the simulator's process, and the page's own work."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    used, worked, begun = _used_s(pid), _worked_s(session), time.monotonic()
    page.wait_for_timeout(_IDLE_S * 1000)
    took = time.monotonic() - begun
    return {
        "idle_simulator_percent": round(100 * (_used_s(pid) - used) / took, 1),
        "idle_page_percent": round(100 * (_worked_s(session) - worked) / took, 1),
    }


def _used_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _worked_s(session: Any) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))
