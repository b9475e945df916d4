# covered.py - what the digest of an event covers: the event, its rows, the digest before
"""All that was decided and paid, and no number that only a database gives."""

import json
from collections.abc import Iterable

from wattkey_host.vend.book.ledger import Carriage


def stands(way: Carriage) -> str:
    """Everything of a way that changes, in one line; the state first."""
    flags = (way.current, way.open, way.proved, way.used, way.gone, way.refunded)
    marks = "".join(mark if flag else "-" for mark, flag in zip("copugr", flags, strict=True))
    credited = {None: "", True: "credited", False: "not credited"}[way.credited]
    return f"{way.state}|{marks}|{way.ending or ''}|{way.last or 0}|{credited}"


def content(
    told: dict, steps: Iterable[tuple[Carriage, str, str]], entries: Iterable[dict],
    report: tuple[str, bytes] | None, before: str,
) -> bytes:  # fmt: skip
    """What the digest of an event covers: the event, its rows, the purchases that they are of, the digest before."""
    of = [
        [
            news, after, way.leg, way.card, way.order, way.meter, way.count,
            way.bought.payment, way.bought.amount, way.bought.sold_for, str(way.bought.sold), way.bought.close,
            way.bought.twin, way.bought.at.isoformat(), way.bought.clerk,
        ]
        for way, news, after in steps
    ]  # fmt: skip
    money = [[row["line"], row["debit"], row["credit"], row["cents"]] for row in entries]
    head = [told["meter"], told["number"], told["at"].isoformat(), told["who"], told["verb"], told["reason"]]
    proof = [report[0], report[1].hex()] if report else []
    return json.dumps([head, of, money, proof, before], ensure_ascii=True, separators=(",", ":")).encode("ascii")
