# sellers.py - processes of their own that sell as fast as they can: how fast, how slowly at worst, and who was refused
"""Each is `python -m`: started, told when to begin by a file, and killed by nobody but its clock. Who has ended waits
until all have: thirty programs that leave at once would cost the last sales seconds, and no sale costs that."""

import json
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

START_S = 60


def sell_for(folder: Path, sellers: int, meters: int, seconds: float) -> dict[str, Any]:
    """Processes of their own sell to the first `meters` meters of the shop, to all at random. Sums of them all."""
    go = folder / "go"
    go.unlink(missing_ok=True)
    words = [sys.executable, "-P", "-m", __name__, str(folder), str(meters), str(seconds)]
    both = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    running = [subprocess.Popen([*words, str(n)], text=True, **both) for n in range(sellers)]  # type: ignore[call-overload]
    for seller in running:
        seller.stdout.readline()  # it has opened the shop
    go.touch()
    told = [json.loads(seller.stdout.readline()) for seller in running]
    for seller in running:
        seller.communicate(timeout=START_S)
    return {
        "sold": sum(one["sold"] for one in told),
        "refused": sum(one["refused"] for one in told),
        "slowest_s": max(one["slowest_s"] for one in told),
        "why": sorted({why for one in told for why in one["why"]}),
        "sales_s": sum(one["sold"] for one in told) / seconds,
    }


def _seller(folder: Path, meters: int, seconds: float, number: int) -> dict[str, Any]:
    from wattkey_host.vend.book.desk import Desk
    from wattkey_host.vend.errors import VendError
    from wattkey_lab.bench.book.filled import AMOUNT, DAY, meter

    desk, random = Desk.open(folder), Random(number)
    print("ready", flush=True)
    while not (folder / "go").exists():
        time.sleep(0.005)
    sold, why, slowest, until = 0, [], 0.0, time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            desk.sell(meter(random.randrange(meters)), AMOUNT, f"{number}-{time.time_ns()}", DAY)
            sold += 1
        except VendError as error:
            why.append(str(error)[:100])
        slowest = max(slowest, time.monotonic() - began)
    return {"sold": sold, "refused": len(why), "why": why[:3], "slowest_s": slowest}


if __name__ == "__main__":
    print(json.dumps(_seller(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))), flush=True)
    sys.stdin.read()
