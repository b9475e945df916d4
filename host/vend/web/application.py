# application.py - the counter as one application: its pages and its API behind one door
"""FastAPI; nothing is fetched from outside, so it has no page of its own for the API's description
(/api/openapi.json)."""

from collections.abc import Collection

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wattkey_host.complaint import Complaint
from wattkey_host.vend.web import (
    api,
    auditing,
    cardcare,
    corrections,
    dayend,
    door,
    finding,
    plugging,
    practising,
    purchases,
    receiving,
    reporting,
    restoring,
    selling,
    staffing,
    telephoning,
)
from wattkey_host.vend.web.counterroom import PAGE, Counter
from wattkey_host.vend.web.refusals import in_language
from wattkey_host.vend.web.webvisit import Away, NotYours, Visit, away, stranger
from wattkey_host.webdoor import HEADERS, LOCAL, welcome

_API = "What can be asked, and how: /api/openapi.json"
BIGGEST = 2_000_000  # bytes of a request; but of a backup
# A form that is sent under `no-referrer` has the origin "null"; and what a page shows is for who asked alone.
_HEADERS = HEADERS | {
    "Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; form-action 'self'; object-src 'none'",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ROOMS = (
    door,
    restoring,
    finding,
    selling,
    purchases,
    corrections,
    telephoning,
    receiving,
    plugging,
    dayend,
    reporting,
    auditing,
    staffing,
    cardcare,
    practising,
    api,
)


def application(counter: Counter, names: Collection[str] | None = LOCAL) -> FastAPI:
    """The counter's application; `names`: the host names that it is called by (None: any)."""
    app = FastAPI(title="WattKey counter", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.counter = counter
    for room in ROOMS:
        app.include_router(room.router)
    app.mount("/page", StaticFiles(directory=PAGE))
    app.add_exception_handler(Away, _go_away)
    app.add_exception_handler(NotYours, _not_yours)
    app.add_exception_handler(Complaint, _refused)
    app.add_exception_handler(HTTPException, _no_page)
    app.add_middleware(Door, names=names, secure=counter.secure)
    return app


async def _go_away(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Away)
    return away(error.path)


async def _not_yours(_request: Request, error: Exception) -> Response:
    assert isinstance(error, NotYours)
    return error.visit.page(
        "said.html", 403, title=error.visit.words["refused"], lines=[error.visit.words[error.words]]
    )


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Complaint)
    if _is_call(request):
        return JSONResponse({"what": error.what, "do": error.do}, 409)
    visit = _whose(request)
    return visit.page("said.html", 409, title=visit.words["refused"], lines=in_language(error, visit.language))


async def _no_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if _is_call(request):
        return JSONResponse({"what": error.detail, "do": _API}, error.status_code, error.headers)
    visit = _whose(request)
    words = visit.words["no_page" if error.status_code == 404 else "bad_request"]
    return visit.page("said.html", error.status_code, title=words, lines=[])


def _is_call(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _whose(request: Request) -> Visit:
    return getattr(request.state, "visit", None) or stranger(request)


class Door:
    """Nobody comes in under another name or from another page, or with more than one form needs; every answer carries
    what browsers are to keep to."""

    def __init__(self, app: ASGIApp, names: Collection[str] | None, secure: bool) -> None:
        self._app, self._names = app, names
        self._headers = _HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI call."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        came, most = 0, restoring.MOST if scope["path"] == restoring.PATH else BIGGEST

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        async def received() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(413)
            return message

        if not welcome(HTTPConnection(scope), self._names):
            return await PlainTextResponse("not by this name", 403)(scope, receive, sent)
        return await self._app(scope, received, sent)
