# webvisit.py - one request of somebody at the counter: who it is, whether that may be, what the form says
"""A route takes `Annotated[Visit, ...]` of the right that it needs; nothing of it runs for anybody else. Every form
carries the log-in's own word (`csrf`), so that no page from elsewhere can send it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.web import roles
from wattkey_host.vend.web.counterroom import Counter, to
from wattkey_host.wordtable import LANGUAGES

COOKIE, LANGUAGE = "wattkey", "lang"
FIELDS, FILES, LONGEST = 40, 20, 65_536


class Away(Exception):
    """Go to another page instead."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class NotYours(Exception):
    """This person may not do that, or the form is not of this log-in; `words`: the key of what is said."""

    def __init__(self, visit: "Visit", words: str) -> None:
        super().__init__(words)
        self.visit, self.words = visit, words


@dataclass(frozen=True)
class Visit:
    """Nobody's, where `who` is empty: the pages before the log-in."""

    counter: Counter
    request: Request
    language: str
    who: str = ""
    role: str = ""
    csrf: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    files: tuple[bytes, ...] = ()

    @property
    def desk(self) -> Desk:
        """The seller's desk, for this person."""
        return Desk(self.counter.shop, self.who)

    @property
    def words(self) -> dict[str, str]:
        """Of the pages, in this person's language."""
        return self.counter.words(self.language)

    def asked(self, name: str) -> str:
        """A value of the form, or of the address where there is no form; without spaces around it."""
        return (self.form.get(name) or self.request.query_params.get(name, "")).strip()

    def page(self, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """A page for this person."""
        known = {"v": self, "w": self.words, "lang": self.language, "path": self.request.url.path}
        made = HTMLResponse(self.counter.render(template, known | facts), status)
        if self.request.query_params.get(LANGUAGE) == self.language:
            made.set_cookie(LANGUAGE, self.language, 31_536_000, samesite="strict", secure=self.counter.secure)
        return made

    def in_language(self, language: str) -> str:
        """A link to this page in another language."""
        query = dict(self.request.query_params) if self.request.method == "GET" else {}
        return to(self.request.url.path, **query | {LANGUAGE: language})


def away(path: str, **query: object) -> Response:
    """Done: the browser asks for another page, so that a reload does nothing again."""
    return RedirectResponse(to(path, **query), 303)


def stranger(request: Request) -> Visit:
    """Somebody who is not logged in."""
    asked = request.query_params.get(LANGUAGE) or request.cookies.get(LANGUAGE) or ""
    heard = request.headers.get("accept-language", "")
    return Visit(request.app.state.counter, request, asked if asked in LANGUAGES else _first(heard))


def _first(heard: str) -> str:
    return "zh" if heard.strip().lower().startswith("zh") else "en"


async def fields(request: Request) -> tuple[dict[str, str], tuple[bytes, ...]]:
    """The form's values, and the content of its files. Raises HTTPException (400) where it is none."""
    form = await request.form(max_files=FILES, max_fields=FIELDS, max_part_size=LONGEST)
    files = [await value.read() for _, value in form.multi_items() if isinstance(value, UploadFile)]
    return {name: value for name, value in form.items() if isinstance(value, str)}, tuple(files)


def may(right: str) -> Any:
    """The dependency of a route that needs a right."""

    async def come(request: Request) -> Visit:
        counter: Counter = request.app.state.counter
        if not counter.has_people:
            raise Away("/begin")
        login = await run_in_threadpool(counter.logins.of, request.cookies.get(COOKIE))
        if login is None:
            raise Away("/login")
        form, files = await fields(request) if request.method == "POST" else ({}, ())
        visit = Visit(counter, request, stranger(request).language, login.name, login.role, login.csrf, form, files)
        request.state.visit = visit  # for what is said when something is refused
        if not roles.may(login.role, right):
            raise NotYours(visit, "not_yours")
        if request.method == "POST" and not compare_digest(form.get("csrf", "").encode(), login.csrf.encode()):
            raise NotYours(visit, "old_form")
        return visit

    return Depends(come)


Looks = Annotated[Visit, may(roles.LOOK)]
Sells = Annotated[Visit, may(roles.SELL)]
Ends = Annotated[Visit, may(roles.END)]
Leads = Annotated[Visit, may(roles.STAFF)]
Audits = Annotated[Visit, may(roles.AUDIT)]
