# receiving.py - page Receive: reports that a customer brings or mails, dropped into one field
"""Each is taken by itself: one that is refused holds up no other."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from wattkey.orders import LIMIT
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import stations
from wattkey_host.vend.web.refusals import in_language, report_said
from wattkey_host.vend.web.webvisit import Sells

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class TakenReport(NamedTuple):
    """One report: what it brought, or why it was refused."""

    card: str = ""
    line: stations.PurchaseLine | None = None
    words: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@router.get("/receive")
def receive_page(visit: Sells) -> Response:
    """The field for files."""
    return visit.page("receive.html", taken=None)


@router.post("/receive")
def receive(visit: Sells) -> Response:
    """Take them into the ledger. The same again changes nothing."""
    taken = [take(visit.desk, text, visit.language) for text in visit.files if text.strip()]
    if not taken:
        taken = [TakenReport(refused=(visit.words["no_report"],))]
    return visit.page("receive.html", 409 if all(one.refused for one in taken) else 200, taken=taken)


def take(desk: Desk, text: bytes, language: str) -> TakenReport:
    """One report."""
    try:
        outcome = desk.receive(text[: LIMIT + 1])
    except VendError as error:
        return TakenReport(refused=tuple(in_language(error, language)))
    line = None
    if outcome.purchase is not None:
        with desk.shop.reading() as session:
            (line,) = stations.lines(session, [outcome.purchase])
    return TakenReport(outcome.card, line, tuple(report_said(words, language) for words in outcome.words))
