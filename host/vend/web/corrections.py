# corrections.py - on the page Purchase: a refund or a settlement that was wrong gets its counter-entry
"""What `wattkey vend correct` does, under two names: money that two people look at twice is seldom wrong twice."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from wattkey_host.vend.web.purchases import back, two_names
from wattkey_host.vend.web.webvisit import Ends
from wattkey_host.vend.wording import refusal

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
SETTLED = {"credited": True, "not_credited": False}  # what is typed -> what was right


@router.post("/correct")
def correct(visit: Ends) -> Response:
    """By a counter-entry with its reason; `lost`: what was paid out does not come back."""
    what, payment, reason = visit.asked("what"), visit.asked("payment"), visit.asked("reason")
    desk, lost = visit.desk, bool(visit.asked("lost"))
    if what != "refund" and what not in SETTLED:
        raise refusal("correct.not_chosen")
    desk.who = two_names(visit)
    if what == "refund":
        desk.correct_refund(payment, reason, lost=lost)
    else:
        desk.correct_settlement(payment, reason, credited=SETTLED[what], lost=lost)
    return back(visit)
