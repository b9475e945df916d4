# cost.py - `wattkey bench --vend`: what a sale, a report, a kill cost the ledger, on SQLite and on PostgreSQL
"""Everything in a folder of its own, on the disk that temporary files lie on. Figures are printed as they come."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from wattkey_host import device_root
from wattkey_host.vend.book import receive
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError
from wattkey_lab.bench import postgres
from wattkey_lab.bench.book.filled import AMOUNT, DAY, delivered, meter, shop
from wattkey_lab.bench.book.kills import kill
from wattkey_lab.bench.book.sellers import sell_for

SMALL, LARGE, METERS = 1_000, 200_000, 2_000
SALES, BEFORE, REPORTS, AT_ONCE = 200, 20, 100_000, 500  # `BEFORE`: sales that nobody measures
# figure -> (at least or at most, bound)
BOUNDS: dict[str, tuple[str, float]] = {
    "sale_p95_ms": ("<", 25), "sale_cpu_ms_10": ("<", 6), "sale_cpu_ms_1k": ("<", 6), "sale_cpu_ms_200k": ("<", 6),
    "sale_cpu_ms_one_meter": ("<", 6), "sqlite_32_refused": ("<", 1),
    "sqlite_32_slowest_s": ("<", 3), "ledger_delay_ms": ("<", 200), "pg_sales_s_1000": (">", 300),
    "pg_sales_s_10": (">", 100), "reports_s": ("<", 180), "reports_mb": ("<", 150),
}  # fmt: skip


def measure(quick: bool, kills: int, lives: int, told: Callable[[str], object]) -> dict[str, Any]:
    """All figures; `quick`: a tenth of the size, for a test. `told` hears what is measured now."""
    part = 10 if quick else 1
    found: dict[str, Any] = {}
    for words, work in (
        ("a sale", _sale), ("32 sellers", _many), ("a ledger that is read meanwhile", _reading),
        ("PostgreSQL", _postgres), ("reports", _reports),
    ):  # fmt: skip
        told(words)
        with tempfile.TemporaryDirectory(prefix="wattkey-book-") as folder:
            found |= work(Path(folder), part)
    told(f"{kills} kills")
    with tempfile.TemporaryDirectory(prefix="wattkey-book-") as folder:
        found |= _killed(Path(folder), kills)
    told(f"{lives} lives")
    return found | _lived(lives)


def show(found: dict[str, Any], as_json: bool, bounds: dict[str, tuple[str, float]] = BOUNDS) -> None:
    """The figures as a table, and as one object on the last line."""
    table = Table("figure", "now", "bound", "")
    for name, value in found.items():
        sign, bound = bounds.get(name, ("", 0))
        good = not sign or value is None or (value < bound if sign == "<" else value > bound)
        table.add_row(name, f"{value}", f"{sign} {bound}" if sign else "", "" if good else "[red]missed[/]")
    Console(stderr=as_json).print(table)
    if as_json:
        print(json.dumps(found))


def _sale(folder: Path, part: int) -> dict[str, Any]:
    """In turns at four ledgers, so that what else the machine does falls on all of them alike."""
    made = {
        "10": (shop(folder / "ten", 200, 10), 200), "1k": (shop(folder / "small", 200, SMALL // part), 200),
        "200k": (shop(folder / "large", METERS, LARGE // part), METERS), "one_meter": (shop(folder / "one", 1), 1),
    }  # fmt: skip
    desks = {name: (Desk(of), meters) for name, (of, meters) in made.items()}
    wall, cpu = dict[str, list[float]](), dict[str, list[float]]()
    for n in range(-BEFORE, SALES):
        for name, (desk, meters) in desks.items():
            times = _sell(desk, meter(n % meters), f"sale {n}")
            for kept, took in zip((wall, cpu), times, strict=True):
                kept.setdefault(name, []).extend([took] if n >= 0 else [])
    p95 = sorted(wall["200k"])[SALES * 95 // 100]
    each = {f"sale_cpu_ms_{name}": round(sum(times) / SALES * 1000, 2) for name, times in cpu.items()}
    return {"sale_p95_ms": round(p95 * 1000, 2), **each}


def _sell(desk: Desk, to: str, payment: str) -> tuple[float, float]:
    """Seconds of one sale: on the clock, and of this process."""
    began, used = time.perf_counter(), time.process_time()
    desk.sell(to, AMOUNT, payment, DAY)
    return time.perf_counter() - began, time.process_time() - used


def _many(folder: Path, part: int) -> dict[str, Any]:
    shop(folder / "shop", 1000).close()
    told = sell_for(folder / "shop", 32, 1000, 60 / part)
    return {"sqlite_32_refused": told["refused"], "sqlite_32_slowest_s": round(told["slowest_s"], 2)}


def _reading(folder: Path, part: int) -> dict[str, Any]:
    """A single seller's slowest sale, without and with `ledger` running beside him."""
    shop(folder / "shop", METERS, LARGE // part).close()
    alone = sell_for(folder / "shop", 1, METERS, 20 / part)["slowest_s"]
    words = ["vend", "ledger", "--rows", "100000", "--shop", str(folder / "shop")]
    program = "from wattkey_host.cli import main; main()"
    with subprocess.Popen([sys.executable, "-P", "-c", program, *words], stdout=subprocess.DEVNULL) as reader:
        beside = sell_for(folder / "shop", 1, METERS, 20 / part)["slowest_s"]
        reader.terminate()
    return {"ledger_delay_ms": round((beside - alone) * 1000, 1)}


def _postgres(folder: Path, part: int) -> dict[str, Any]:
    if postgres.programs() is None:
        return {"pg_sales_s_1000": None, "pg_sales_s_10": None}
    found = {}
    with postgres.server() as url:
        for meters in (1000, 10):
            shop(folder / str(meters), meters, database=postgres.database(url, f"m{meters}")).close()
            found[f"pg_sales_s_{meters}"] = round(sell_for(folder / str(meters), 8, meters, 20 / part)["sales_s"], 1)
    return found


def _reports(folder: Path, part: int) -> dict[str, Any]:
    """In a process of its own, for its memory."""
    count = REPORTS // part
    made = shop(folder / "shop", count, each=1)
    made.close()
    words = [sys.executable, "-P", "-m", __name__, str(folder / "shop"), str(count)]
    return json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def receive_all(folder: Path, count: int) -> dict[str, Any]:
    """Take so many reports, AT_ONCE in a transaction: seconds, and the process's largest memory in MB."""
    desk = Desk.open(folder)
    spent = 0.0
    for first in range(0, count, AT_ONCE):
        packed = [delivered(desk.shop, n) for n in range(first, min(count, first + AT_ONCE))]
        began = time.perf_counter()
        done = desk.receive_many([receive.unpacked(one) for one in packed])
        spent += time.perf_counter() - began
        refused = [one for one in done if isinstance(one, VendError)]
        assert not refused, refused[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"reports_s": round(spent, 1), "reports_mb": round(peak)}


def _killed(folder: Path, kills: int) -> dict[str, Any]:
    """Both engines side by side, where there are both."""
    with ExitStack() as stack, ThreadPoolExecutor() as threads:
        runs = [threads.submit(kill, folder / "sqlite", kills)]
        if postgres.programs() is not None:
            url = postgres.database(stack.enter_context(postgres.server()), "kills")
            runs.append(threads.submit(kill, folder / "pg", kills, url))
        told = [run.result() for run in runs]
    return {"kills": sum(done for done, _ in told), "kills_clean": sum(clean for _, clean in told)}


def _lived(lives: int) -> dict[str, Any]:
    """Random lives of sellers, customers, handhelds, meters: tests/lab/torture/test_model.py, in a checkout."""
    test = device_root() / "tests" / "lab" / "torture" / "test_model.py"
    if not test.exists() or not lives:
        return {"lives": None, "lives_wrong": None}
    words = [sys.executable, "-m", "pytest", "-q", *(["-n", "2"] if find_spec("xdist") else []), str(test)]
    environment = {**os.environ, "WATTKEY_MODEL": str(lives)}
    ended = subprocess.run(words, cwd=device_root(), env=environment, stdout=sys.stderr, check=False)  # which life
    return {"lives": lives, "lives_wrong": int(ended.returncode != 0)}


if __name__ == "__main__":
    print(json.dumps(receive_all(Path(sys.argv[1]), int(sys.argv[2]))))
