# staffing.py - page People: who works here, tokens of programs, limits
"""For supervisors. Each change is an event of the shop."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from wattkey_host.vend.web import limits, people, roles
from wattkey_host.vend.web.selling import amount_of
from wattkey_host.vend.web.webvisit import Leads, Visit, away

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/staff")
def staff(visit: Leads) -> Response:
    """The page: who works here, the tokens of programs, the limits."""
    return _page(visit)


def _page(visit: Visit, token: str = "") -> Response:
    everybody, tokens = people.everybody(visit.counter.shop)
    with visit.counter.shop.reading() as session:
        limited = limits.of(session)
    return visit.page(
        "staff.html", people=everybody, tokens=tokens, limits=limited, roles=roles.ROLES, token=token,
        least=people.LEAST,
    )  # fmt: skip


@router.post("/staff")
def put(visit: Leads) -> Response:
    """Make a person, or change one: role, a new password, has left."""
    name, role, password = visit.asked("name"), visit.asked("role"), visit.form.get("password", "")
    people.put(visit.counter.shop, visit.who, name, role, password, active=not visit.asked("left"))
    return away("/staff")


@router.post("/limits")
def set_limits(visit: Leads) -> Response:
    """Of one sale, of a day, of a refund by one person alone."""
    limits.set_to(visit.counter.shop, visit.who, {name: amount_of(visit.asked(name)) for name in limits.LIMITS})
    return away("/staff")


@router.post("/token")
def give_token(visit: Leads) -> Response:
    """A token, shown once. A fresh one ends that of the same name."""
    return _page(visit, people.give_token(visit.counter.shop, visit.who, visit.asked("name"), visit.asked("role")))


@router.post("/token-end")
def end_token(visit: Leads) -> Response:
    """The token opens nothing any more."""
    people.end_token(visit.counter.shop, visit.who, visit.asked("name"))
    return away("/staff")
