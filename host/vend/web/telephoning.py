# telephoning.py - the telephone receipt on page Purchase: eight digits that a customer reads out
"""What they prove, and that a wrong try is kept: book/telephone.py."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from wattkey_host.vend.web.webvisit import Sells, away

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.post("/telephone")
def telephone(visit: Sells) -> Response:
    """The digits are right: it is delivered. Otherwise the words say what they were."""
    row = visit.desk.receipt(visit.asked("payment"), visit.form.get("digits", ""))
    return away("/purchase", payment=row.payment)
