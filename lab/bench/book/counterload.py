# counterload.py - `wattkey bench --counter`: clerks who sell at once through the pages, and SIGKILLs of the server
"""The server is a process of its own; a clerk is a thread with one connection and forms, as a browser sends them."""

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_lab.bench import postgres

CLERKS, METERS, AMOUNT, PASSWORD = 8, 200, "1.00", "quite a password"
_LONGEST_S = 1.0
WORKERS = max(2, os.cpu_count() or 2)  # server processes on PostgreSQL; on SQLite one
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# figure -> (at least or at most, bound)
BOUNDS: dict[str, tuple[str, float]] = {
    "counter_sqlite_sales_s": (">", 30), "counter_sqlite_page_p95_ms": ("<", 200),
    "counter_pg_sales_s": (">", 100), "counter_pg_page_p95_ms": ("<", 200),
}  # fmt: skip


class Clerk:
    """One person at one browser. `told`: the payments whose sale the page has said."""

    def __init__(self, port: int, number: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._number, self.told, self.sale_s, self.page_s = number, list[str](), list[float](), list[float]()
        _, headers, _ = self._ask("POST", "/login", {"name": f"clerk{number}", "password": PASSWORD})
        self._cookie = headers["set-cookie"].partition(";")[0]
        found = re.search(r'name="csrf" value="([^"]+)"', self._ask("GET", "/sell")[2])
        assert found is not None
        self._csrf = found[1]

    def sell(self, meter: str, payment: str) -> None:
        """One sale, and the page behind it."""
        form = {"csrf": self._csrf, "to": meter, "amount": AMOUNT, "payment": payment, "close": "1", "sure": "1"}
        began = time.perf_counter()
        status, headers, text = self._ask("POST", "/sell", form)
        assert status == 303, text
        sold = time.perf_counter()
        self._ask("GET", headers["location"])
        self.told.append(payment)
        self.sale_s.append(sold - began)
        self.page_s.append(time.perf_counter() - sold)

    def until(self, ends: Callable[[], bool], name: str) -> None:
        """Sell to a meter after the other, until it ends or the server is gone."""
        with suppress(OSError, http.client.HTTPException):
            for n in range(1 << 30):
                if ends():
                    return
                self.sell(meter(self._number + n * CLERKS), f"{name}-{self._number}-{n}")

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, Any, str]:
        headers = _FORM if form else {}
        if hasattr(self, "_cookie"):
            headers = headers | {"Cookie": self._cookie}
        self._line.request(method, path, urlencode(form) if form else None, headers)
        answer = self._line.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def meter(n: int) -> str:
    """The number of a meter."""
    return f"{n % METERS + 1:012d}"


def measure(seconds: float, kills: int, told: Callable[[str], object]) -> dict[str, Any]:
    """All figures; those of PostgreSQL are None where there is none."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="wattkey-counter-") as folder:
        told("SQLite")
        found |= _figures("counter_sqlite", _load(Path(folder) / "shop", seconds))
        told(f"{kills} kills")
        found |= _killed(Path(folder) / "killed", kills)
        told("PostgreSQL")
        if postgres.programs() is None:
            return found | dict.fromkeys(name for name in BOUNDS if "_pg_" in name)
        with postgres.server() as url:
            loaded = _load(Path(folder) / "pg", seconds, postgres.database(url, "counter"))
    return found | _figures("counter_pg", loaded)


class Loaded(NamedTuple):
    """What became of a load: wall time, and processor time of the server and of the clerks."""

    clerks: list[Clerk]
    took_s: float
    server_s: float
    clerks_s: float


def _figures(name: str, loaded: Loaded) -> dict[str, float]:
    pages = sorted(s for clerk in loaded.clerks for s in (*clerk.sale_s, *clerk.page_s))
    sales = sum(len(clerk.told) for clerk in loaded.clerks)
    return {
        f"{name}_sales_s": round(sales / loaded.took_s, 1),
        f"{name}_page_p95_ms": round(pages[int(len(pages) * 0.95)] * 1000, 1),
        f"{name}_cpu_ms": round(loaded.server_s / sales * 1000, 2),  # the server's, for a sale and its page
        f"{name}_clerk_cpu_ms": round(loaded.clerks_s / sales * 1000, 2),
    }


def _load(folder: Path, seconds: float, database: str | None = None) -> Loaded:
    _staffed(folder, database)
    with _served(folder, WORKERS if database else 1) as (process, port):
        clerks = [Clerk(port, n) for n in range(CLERKS)]
        began, before, mine = time.perf_counter(), _cpu_s(process.pid), time.process_time()
        _together(clerks, lambda: time.perf_counter() - began > seconds, "L")
        took, used = time.perf_counter() - began, _cpu_s(process.pid) - before
        return Loaded(clerks, took, used, time.process_time() - mine)


def _cpu_s(group: int) -> float:
    """Processor seconds of a group of processes so far; 0 where the system does not tell."""
    total = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = file.read_text().rpartition(")")[2].split()
            total += (int(told[11]) + int(told[12])) * (int(told[2]) == group)
    return total / os.sysconf("SC_CLK_TCK") if total else 0.0


def _together(clerks: list[Clerk], ends: Callable[[], bool], name: str) -> None:
    threads = [threading.Thread(target=clerk.until, args=(ends, name)) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _killed(folder: Path, times: int) -> dict[str, int]:
    """The server is killed while all sell; after each the book must hold, with every sale that a page has told."""
    _staffed(folder)
    random, clean = Random(1), 0
    for number in range(times):
        with _served(folder, 1 + number % WORKERS) as (process, port):
            clerks = [Clerk(port, n) for n in range(CLERKS)]
            threading.Timer(random.random() * _LONGEST_S, _kill, (process,)).start()
            _together(clerks, lambda: False, f"K{number}")
        desk = Desk.open(folder)
        missing = [payment for clerk in clerks for payment in clerk.told if not desk.bought(payment, another=False)]
        clean += not missing and not desk.check().faults
        desk.shop.close()
    return {"counter_kills": times, "counter_kills_clean": clean}


def _staffed(folder: Path, database: str | None = None) -> None:
    from wattkey_host.vend.web import people, webtables
    from wattkey_lab.bench.book.filled import shop

    made = shop(folder, METERS, database=database)
    webtables.prepare(made)
    people.put(made, "bench", "boss", "supervisor", PASSWORD)
    for number in range(CLERKS):
        people.put(made, "bench", f"clerk{number}", "clerk", PASSWORD)
    made.close()


@contextmanager
def _served(folder: Path, workers: int) -> Iterator[tuple[subprocess.Popen, int]]:
    words = [sys.executable, "-P", "-m", __name__, str(folder), str(workers)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            yield process, int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])
        finally:
            _kill(process)


def _kill(process: subprocess.Popen) -> None:
    """The server and all that it has forked off, at one moment."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _serve(folder: Path, workers: int) -> None:
    from wattkey_host.vend.web.counterserving import doorway, serve

    door = doorway("127.0.0.1:0", None, None, None)._replace(workers=workers)
    serve(folder, Shop.open(folder), door, lambda line: print(line, flush=True))


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]))
