# practising.py - page Practice: what the customer would do with the simulated handheld
"""Only where the counter was started with --practice."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from wattkey.amount import money
from wattkey_host.vend.web.practice import CUSTOMER, Practice
from wattkey_host.vend.web.webvisit import Sells, Visit

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/practice")
def practice_page(visit: Sells) -> Response:
    """What can be done, step by step."""
    return _page(visit, [])


@router.post("/practice")
def act(visit: Sells) -> Response:
    """Eject the drive, or go to the meter."""
    practice = _practice(visit)
    if visit.asked("do") == "meter":
        loaded = practice.visit_meter()
        words = visit.words["practice_loaded" if loaded else "practice_empty"]
        return _page(visit, [words.format(money(loaded))])
    return _page(visit, practice.eject() or [visit.words["practice_no_file"]])


def _page(visit: Visit, said: list[str]) -> Response:
    practice = _practice(visit)
    return visit.page("practice.html", said=said, drive=practice.drive, customer=CUSTOMER)


def _practice(visit: Visit) -> Practice:
    if visit.counter.practice is None:
        raise HTTPException(404)
    return visit.counter.practice
