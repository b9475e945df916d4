# batch.py - many at once: `vend sell --csv`, `vend issue --csv`, `vend receive FOLDER...`
"""Hundreds in one transaction, each with a savepoint: what is refused is told with its reason, and the rest stands. A
command that was cut off is given again and goes on: nothing is done twice."""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar

import typer

from wattkey.amount import cents
from wattkey_host.complaint import in_words
from wattkey_host.vend.book import cards, receive, sell
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.toosmall import CLOSE_ALLOW
from wattkey_host.vend.cli.console import end, opened, said_of, tell, written
from wattkey_host.vend.cli.handing import sold
from wattkey_host.vend.cli.plugged import REPORT, document
from wattkey_host.vend.errors import VendError

AT_ONCE = 500
_LONGEST_LINE = 4096
_ORDERS = ("WK-", "._")  # files that lie beside reports
T = TypeVar("T")


class Job(NamedTuple):
    """One line or file: where it stands, and what it wants of the ledger: a verb, or the fields of a report."""

    where: str
    work: Any


Done = list[Any]  # what became of each job; in place of what was refused, the VendError


def sell_csv(shop: Path, file: Path, to: Path | None, as_json: bool, allow: int = CLOSE_ALLOW) -> None:
    """A line for each sale: meter or card, amount, payment; sold, if not today. A sale that may leave the customer in
    the dark is told (`allow`: what the meter wants to remain). Raises VendError, OSError."""
    desk = opened(shop)
    today = date.today()

    def job(where: str, row: dict[str, str]) -> Job:
        number, payment = row.get("card") or row.get("meter") or "", row.get("payment") or ""
        amount, day = _amount(row), date.fromisoformat(row.get("sold") or today.isoformat())
        if day > today:
            raise ValueError(f"{day} is in the future")
        wish = f"{where}, payment {payment}"
        return Job(wish, lambda book: sold(book, wish, (number, amount, payment, day), allow, as_json))

    def hand_over(done: list) -> None:
        if to is not None:
            for purchase in done:
                written(to, purchase.file_name, desk.document(purchase))
            desk.many("hand over", [_handed(purchase.payment) for purchase in done])

    _run("sell", _of_csv(file, job), as_json, partial(desk.many, "sell"), hand_over)


def issue_csv(shop: Path, file: Path, to: Path | None, as_json: bool) -> None:
    """A line for each blank chip: serial, meter, customer; card and count if need be. Raises VendError, OSError."""
    desk = opened(shop)

    def job(where: str, row: dict[str, str]) -> Job:
        serial, meter, customer = (row.get(name) or "" for name in ("serial", "meter", "customer"))
        card, count = row.get("card") or None, _whole(row["count"]) if row.get("count") else None
        wish = f"{where}, chip {serial}"
        return Job(wish, lambda book: cards.issue_by_file(book, serial, meter, customer, card=card, count=count))

    def hand_over(done: list) -> None:
        for made in done if to is not None else ():
            written(to, made.file_name, desk.chip_document(made))

    _run("issue", _of_csv(file, job), as_json, partial(desk.many, "issue"), hand_over)


def receive_folders(shop: Path, paths: Iterable[Path], as_json: bool) -> None:
    """Every report in these folders. Raises VendError, OSError."""
    _run("receive", _of_reports(paths), as_json, opened(shop).receive_many, lambda _done: None)


def recover_folders(shop: Path, paths: Iterable[Path], as_json: bool) -> None:
    """As `receive_folders`, with orders that the ledger does not know any more. Raises VendError, OSError."""

    def tell_of(done: list) -> None:
        tell(as_json, *(words for outcome in done for words in outcome.words))

    desk = opened(shop)

    def recover(reports: list[dict]) -> Done:
        return desk.many("recover", [_recovering(report) for report in reports])

    _run("recover", _of_reports(paths), as_json, recover, tell_of)


def _recovering(report: dict) -> Callable[[Book], Any]:
    return lambda book: receive.recover(book, report)


def _of_reports(paths: Iterable[Path]) -> Iterator[Job | tuple[str, str]]:
    for file in (file for path in paths for file in reports_in(path)):
        try:
            report = receive.parsed(document(file))
        except (VendError, OSError) as error:
            yield str(file), in_words(error) if isinstance(error, OSError) else str(error)
        else:
            yield Job(str(file), report)


def reports_in(path: Path) -> list[Path]:
    """The report of a drive, a report itself, or all that lie in a folder, and on copies of drives in it."""
    if not path.is_dir():
        return [path]
    if (path / REPORT).is_file():
        return [path / REPORT]
    lie = (*path.glob("*.json"), *path.glob(f"*/{REPORT.as_posix()}"))
    own = (file for file in lie if not (file.name.startswith(_ORDERS) or file.parent.is_symlink()))
    return sorted(file for file in own if file.is_file())


def _handed(payment: str) -> Callable[[Book], Any]:
    return lambda book: sell.handed_over(book, payment)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise ValueError(f"{text!r} is no count")
    return int(text)


def _amount(row: dict[str, str]) -> int:
    try:
        return cents(row.get("amount") or "")
    except ValueError as error:
        raise ValueError(f"{row.get('amount')!r} is no amount") from error


def _of_csv(file: Path, job: Callable[[str, dict[str, str]], Job]) -> Iterator[Job | tuple[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(_lines(text))
        try:
            for row in rows:
                where = f"line {rows.line_num}"
                try:
                    yield job(where, _fields(row))
                except ValueError as error:
                    yield where, str(error)
        except (csv.Error, UnicodeDecodeError) as error:  # what comes behind it cannot be told apart any more
            yield f"behind line {rows.line_num}", f"this is no CSV in UTF-8 ({error}): nothing from there on was done"


def _lines(text: IO[str]) -> Iterator[str]:
    """Line by line. Raises csv.Error for one that has no end: nobody waits for it, nor keeps it."""
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error(f"a line of more than {_LONGEST_LINE} characters")
        yield line


def _fields(row: dict[Any, Any]) -> dict[str, str]:
    """A line by its headings. Raises ValueError for one that has more fields."""
    if None in row:
        raise ValueError("it has more fields than the heading")
    return {str(name).strip(): (value or "").strip() for name, value in row.items()}


def _run(
    verb: str, jobs: Iterable[Job | tuple[str, str]], as_json: bool, take: Callable[[list], Done],
    hand_over: Callable[[list], None],
) -> None:  # fmt: skip
    """`take` does so many in one transaction."""
    count, refused = 0, []
    with _progress(verb) as told:
        for some in _in_parts(jobs):
            wanted = [job for job in some if isinstance(job, Job)]
            refused += [{"where": job[0], "why": job[1]} for job in some if not isinstance(job, Job)]
            done = []
            for job, outcome in zip(wanted, take([job.work for job in wanted]), strict=True):
                if isinstance(outcome, VendError):
                    refused.append({"where": job.where, "why": said_of(outcome), "code": outcome.code})
                else:
                    done.append(outcome)
            hand_over(done)
            count += len(done)
            told(len(some))
    tell(as_json, *(f"{row['where']}: {row['why']}" for row in refused))
    tell(as_json, f"{count} done, {len(refused)} refused.")
    end(as_json, {"done": count, "refused": refused})
    if refused:
        raise typer.Exit(1)


def _in_parts(jobs: Iterable[T]) -> Iterator[list[T]]:
    each = iter(jobs)
    while some := list(islice(each, AT_ONCE)):
        yield some


class _progress:  # noqa: N801
    """How far things are, on stderr, for a person."""

    def __init__(self, verb: str) -> None:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), verb, MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(verb, total=None)

    def __enter__(self) -> Callable[[int], None]:
        self._bar.start()
        return lambda more: self._bar.advance(self._task, more)

    def __exit__(self, *_unused: object) -> None:
        self._bar.stop()
