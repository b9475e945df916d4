# kills.py - SIGKILL at any moment while one sells, receives and issues; then the book must hold
"""A killed process leaves what was told, whole, and nothing else; the next one goes on with the references that it had
begun, and sells none of them twice."""

import subprocess
import sys
import time
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Carriage, Purchase
from wattkey_host.vend.book.shop import Shop

METERS = 20
_LONGEST_S = 0.4


def kill(folder: Path, times: int, database: str | None = None) -> tuple[int, int]:
    """(how often a process was killed, after how many of them the book held and no reference was sold twice)."""
    from wattkey_lab.bench.book.filled import shop

    shop(folder, METERS, database=database).close()
    random, clean = Random(1), 0
    for number in range(times):
        words = [sys.executable, "-P", "-m", __name__, str(folder), str(number)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            time.sleep(random.random() * _LONGEST_S)
            worker.kill()
        clean += _holds(folder)
    return times, clean


def _holds(folder: Path) -> bool:
    desk = Desk.open(folder)
    with desk.shop.reading() as session:
        twice = select(Purchase.payment).group_by(Purchase.payment).having(func.count() > 1)
        counts = select(Carriage.meter).where(Carriage.current).group_by(Carriage.meter, Carriage.count)
        doubled = session.scalars(twice).all() or session.scalars(counts.having(func.count() > 1)).all()
    found = desk.check()
    desk.shop.close()
    return not doubled and not found.faults


def _work(folder: Path, number: int) -> None:
    """Sell to every meter what the one before may have sold, take its report, issue a chip; without end."""
    from wattkey_lab.bench.book.filled import AMOUNT, CUSTOMER, DAY, delivered, meter

    desk = Desk(Shop.open(folder))
    print("ready", flush=True)
    for n in range(1 << 30):
        at, payment = n % METERS, f"round {number // 2}, {n}"  # every second one finds what was begun before
        sold = desk.sell(meter(at), AMOUNT, payment, DAY)
        desk.receive_packed(delivered(desk.shop, at, sold.order, sold.count))
        desk.issue(f"{number:08x}{n:08x}", f"{500_000 + number * 1000 + n:012d}", CUSTOMER)


if __name__ == "__main__":
    _work(Path(sys.argv[1]), int(sys.argv[2]))
