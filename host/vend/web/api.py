# api.py - the counter for programs, as a web shop: /api, with a token; what it can is in /api/openapi.json
"""The payment is the idempotency key: the same sale again is the same answer, another one under it is refused (409).
Whatever is refused is `what` and `do`, in English; nothing was changed then."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.cli.show import outcome_data, purchase_data
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import limits, people, roles
from wattkey_host.vend.web.selling import amount_of


class ApiError(BaseModel):
    """Nothing was changed."""

    what: str
    do: str


class Sale(BaseModel):
    """A payment that buys electricity."""

    to: str = Field(description="Meter (12 digits), or card (16)", pattern=r"^[0-9]{12}([0-9]{4})?$")
    amount: str = Field(description="Money, with its cents", examples=["100.00"], pattern=r"^[0-9]{1,8}\.[0-9]{2}$")
    payment: str = Field(description="The payment's own reference", min_length=1, max_length=64)
    close: bool = Field(True, description="Whether the handheld may close the relay afterwards")
    another: bool = Field(False, description="Another payment, though its reference reads as one that was sold")


class Told(BaseModel):
    """What a customer reads out."""

    digits: str = Field(description="Eight digits: on the handheld, Purchases, row Receipt", pattern=r"^[0-9]{8}$")


class Sold(BaseModel):
    """A purchase as it stands."""

    payment: str
    card: str
    order: int
    meter: str
    count: int
    amount: str
    sold: str
    close: bool
    state: str
    proved: bool
    used: bool
    ending: str | None
    credited: bool | None
    refunded: bool
    file: str


_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The request cannot be read", "model": ApiError},
    401: {"description": "No token, or one that opens nothing", "model": ApiError},
    403: {"description": "The role of the token may not do this", "model": ApiError},
    404: {"description": "There is no such payment", "model": ApiError},
    409: {"description": "Refused; for a sale also: the payment has bought something else", "model": ApiError},
    413: {"description": "Too long", "model": ApiError},
}
router = APIRouter(prefix="/api", responses=_REFUSALS)
_Token = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


class Caller:
    """A program with a token: its desk, its role."""

    def __init__(self, desk: Desk, role: str) -> None:
        self.desk, self.role = desk, role


def may(right: str) -> Any:
    """The dependency of a call that needs a right."""

    def come(request: Request, given: _Token) -> Caller:
        counter = request.app.state.counter
        token = people.bearer(counter.shop, given.credentials) if given and counter.has_people else None
        if token is None:
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        if not roles.may(token.role, right):
            raise HTTPException(403)
        return Caller(Desk(counter.shop, f"token {token.name}"), token.role)

    return Depends(come)


Sells = Annotated[Caller, may(roles.SELL)]
Looks = Annotated[Caller, may(roles.LOOK)]
Payment = Annotated[str, Query(min_length=1, max_length=64)]
_JSON = {"schema": {"type": "object", "title": "Report", "additionalProperties": True}}
_REPORT = {"requestBody": {"required": True, "content": {"application/json": _JSON}}}


def _known(caller: Caller, payment: str) -> Purchase:
    try:
        return caller.desk.find(payment)
    except VendError as error:
        raise HTTPException(404) from error


async def _as_sent(request: Request) -> bytes:
    """The body, for the desk to read: what JSON of ours is (no key twice, ...) its own parser says."""
    return await request.body()


@router.post("/sales", responses={200: {"model": Sold}, **_REFUSALS})
def sell(caller: Sells, sale: Sale) -> Sold:
    """Sell. Sent again, whatever became of the first answer, it is the same sale."""
    how = {"close": sale.close, "another": sale.another}
    row = limits.sell_within(
        caller.desk, caller.role, sale.to, amount_of(sale.amount), sale.payment, date.today(), **how
    )
    return Sold(**purchase_data(row))  # type: ignore[arg-type]


@router.get("/sale")
def sale(caller: Looks, payment: Payment) -> Sold:
    """How a purchase stands."""
    return Sold(**purchase_data(_known(caller, payment)))  # type: ignore[arg-type]


@router.post("/sale/file", response_class=Response, responses={200: {"content": {"application/json": {}}}, **_REFUSALS})
def file(caller: Sells, payment: Payment) -> Response:
    """The purchase file, the same bytes every time; the ledger notes that it has left."""
    row = caller.desk.handed_over(_known(caller, payment))
    headers = {"Content-Disposition": f'attachment; filename="{row.file_name}"'}
    return Response(caller.desk.document(row), media_type="application/json", headers=headers)


@router.post("/sale/receipt")
def receipt(caller: Sells, payment: Payment, told: Told) -> Sold:
    """The handheld's eight digits say that it is delivered. A wrong try is kept; five lock the card's receipts."""
    return Sold(**purchase_data(caller.desk.receipt(_known(caller, payment).payment, told.digits)))  # type: ignore[arg-type]


@router.post("/reports", openapi_extra=_REPORT)
def receive(caller: Sells, report: Annotated[bytes, Depends(_as_sent)]) -> Any:
    """Take a handheld's mail/report.json into the ledger, as it is. The same again changes nothing."""
    return JSONResponse(outcome_data(caller.desk.receive(report)))
