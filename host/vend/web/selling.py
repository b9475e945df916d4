# selling.py - page Sell: one form, which carries its payment reference, so that a double click sells once
"""The desk refuses; what is only doubtful is asked back first (doubts.py)."""

from datetime import date
from secrets import token_hex

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from wattkey.amount import cents
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import doubts, limits
from wattkey_host.vend.web.refusals import in_language
from wattkey_host.vend.web.webvisit import Sells, Visit, away

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/sell")
def sell_page(visit: Sells) -> Response:
    """The form, with a reference of its own; the number of a paper receipt can be typed in its place."""
    payment = visit.asked("payment") or f"C{date.today():%Y%m%d}-{token_hex(4).upper()}"
    return _form(visit, payment, visit.asked("amount"))


def _form(
    visit: Visit, payment: str, amount: str, status: int = 200, *, refused: list[str] | None = None,
    doubted: list[str] | None = None,
) -> HTMLResponse:  # fmt: skip
    with visit.counter.shop.reading() as session:
        card = doubts.card_of(session, visit.asked("to"))
    return visit.page(
        "sell.html", status, number=visit.asked("to"), card=card, payment=payment, amount=amount,
        close=bool(visit.asked("close")) or visit.request.method == "GET", refused=refused or [], doubted=doubted or [],
    )  # fmt: skip


@router.post("/sell")
def sell(visit: Sells) -> Response:
    """Sell, once; or the form again, with what is refused, or what to look at before it is sent once more."""
    payment, typed, sure = visit.asked("payment"), visit.asked("amount"), bool(visit.asked("sure"))
    try:
        amount = amount_of(typed)
        if not sure and (doubted := _doubts(visit, payment, amount)):
            return _form(visit, payment, typed, 409, doubted=doubted)
        close = bool(visit.asked("close"))
        limits.sell_within(
            visit.desk, visit.role, visit.asked("to"), amount, payment, date.today(), close=close, another=sure
        )
    except VendError as error:
        return _form(visit, payment, typed, 409, refused=in_language(error, visit.language))
    return away("/purchase", payment=payment)


def _doubts(visit: Visit, payment: str, amount: int) -> list[str]:
    """In words; none about what was sold already."""
    try:
        if visit.desk.bought(payment, another=False):
            return []
    except VendError as error:  # it reads as another one
        return in_language(error, visit.language)[:1]
    with visit.counter.shop.reading() as session:
        found = doubts.of(session, visit.asked("to"), amount)
    return [visit.words[key].format(*values) for key, values in found]


def amount_of(text: str) -> int:
    """Cents of a typed amount. Raises VendError."""
    try:
        return cents(text)
    except ValueError as error:
        raise VendError(f"{text[:20]!r} is no amount", "Write it like 100.00") from error
