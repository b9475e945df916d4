# door.py - pages before anything else: the first run, log in, log out
"""Nobody is known here yet, so that each try counts: names, addresses and the code are throttled."""

from collections.abc import Callable
from hmac import compare_digest

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.passphrase import check as check_passphrase
from wattkey_host.vend.web import people
from wattkey_host.vend.web.refusals import in_language
from wattkey_host.vend.web.roles import SUPERVISOR
from wattkey_host.vend.web.webvisit import COOKIE, Looks, Visit, away, fields, stranger

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/login")
def login_page(request: Request) -> Response:
    """Name and password."""
    visit = stranger(request)
    return visit.page("login.html", said=[]) if visit.counter.has_people else away("/begin")


@router.post("/login")
async def login(request: Request) -> Response:
    """In, or why not."""
    visit = stranger(request)
    if not visit.counter.has_people:
        return away("/begin")
    form, _ = await fields(request)
    return await run_in_threadpool(_let_in, visit, form.get("name", "").strip(), form.get("password", ""))


def _let_in(visit: Visit, name: str, password: str) -> Response:
    counter = visit.counter
    keys = (f"name {name}", f"from {visit.request.client.host if visit.request.client else ''}")
    if wait := counter.throttle.begin(*keys):
        return visit.page("login.html", 429, said=[visit.words["wait"].format(wait)])
    person = people.known(counter.shop, name, password)
    if person is None:
        return visit.page("login.html", 403, said=[visit.words["wrong_password"]])
    counter.throttle.right(*keys)
    return _logged_in(visit, person.name)


def _logged_in(visit: Visit, name: str) -> Response:
    made = away("/")
    value = visit.counter.logins.begin(name)
    made.set_cookie(COOKIE, value, httponly=True, samesite="strict", secure=visit.counter.secure)
    return made


@router.post("/logout")
def logout(visit: Looks) -> Response:
    """Out, for this browser."""
    visit.counter.logins.end(visit.request.cookies.get(COOKIE))
    made = away("/login")
    made.delete_cookie(COOKIE)
    return made


@router.get("/begin")
def begin_page(request: Request) -> Response:
    """The first run: a shop if there is none, and the first supervisor."""
    visit = stranger(request)
    return away("/") if visit.counter.has_people else visit.page("begin.html", said=[], name="")


@router.post("/begin")
async def begin(request: Request) -> Response:
    """Make them, for whoever has read the code in the terminal."""
    visit = stranger(request)
    form, _ = await fields(request)
    return await run_in_threadpool(_begin, visit, form)


def _begin(visit: Visit, form: dict[str, str]) -> Response:
    name = form.get("name", "").strip()
    if visit.counter.has_people:
        return away("/login")

    def make() -> Response:
        _make(visit, form, name)
        return _logged_in(visit, name)

    return guarded(visit, form, make)


def guarded(visit: Visit, form: dict[str, str], make: Callable[[], Response]) -> Response:
    """`make` for whoever has read the code in the terminal; else, or where it is refused, the page of the first run."""
    counter, name = visit.counter, form.get("name", "").strip()
    if wait := counter.code_tries.wait_s():
        return visit.page("begin.html", 429, said=[visit.words["wait"].format(wait)], name=name)
    if not compare_digest(form.get("code", "").strip().encode(), counter.code.encode()):
        counter.code_tries.wrong()
        return visit.page("begin.html", 403, said=[visit.words["wrong_code"]], name=name)
    try:
        return make()
    except (VendError, OSError) as error:
        said = in_language(error if isinstance(error, VendError) else VendError(str(error)), visit.language)
        return visit.page("begin.html", 409, said=said, name=name)


def _make(visit: Visit, form: dict[str, str], name: str) -> None:
    """The shop, if there is none, and its first supervisor. Raises VendError, OSError."""
    counter, password = visit.counter, form.get("password", "")
    if password != form.get("password2", ""):
        raise VendError("the two passwords differ", "Type the same twice")
    people.checked(name, SUPERVISOR, password)  # before a shop is made that nobody could lead
    if not counter.has_shop:
        secret = form.get("passphrase", "")
        check_passphrase(secret)
        counter.take(Shop.create(counter.folder, passphrase=secret))
    people.put(counter.shop, name, name, SUPERVISOR, password)
    counter.has_people = True
