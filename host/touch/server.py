# server.py - the page, its files, and the socket behind it
"""Starlette, bare. Whoever speaks to it must have come to this address by this name (no page of somebody else's, no
name that was made to point here), and says what he wants in messages that asked.py checks."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from wattkey_host.meter.prepaid.personality import PERSONALITIES
from wattkey_host.touch.clickfaults import FAULTS
from wattkey_host.touch.hub import Client
from wattkey_host.touch.lessons import titles
from wattkey_host.touch.pagewords import table
from wattkey_host.touch.running import Engine
from wattkey_host.webdoor import HEADERS, LOCAL, welcome
from wattkey_host.wordtable import LANGUAGES

PAGE = Path(__file__).with_name("page")
PROTOCOL = 1  # of docs/sim.md
MOST_PAGES = 8
BIGGEST = 1_500_000  # bytes of a message: a file of 1 MiB in base64
_STRIKES = 20  # messages that are none
_REFUSED, _MISUSED, _CROWDED = 1008, 1003, 1013  # RFC 6455, 7.4.1


class Site:
    """The page and its socket over one engine, which is made when the server starts: a simulated board stays in the
    thread that it was made in. `anywhere`: it may be called by other names than this machine's own; `closed` is called
    when the last page is gone."""

    engine: Engine

    def __init__(
        self, make: Callable[[], Engine] = Engine, *, anywhere: bool = False, closed: Callable[[], None] = lambda: None
    ) -> None:
        self._make, self._anywhere, self._closed = make, anywhere, closed
        self._pages = Environment(loader=FileSystemLoader(PAGE), autoescape=select_autoescape())

    def app(self) -> Starlette:
        """The application."""
        routes = [
            Route("/", self._page),
            Route("/file/{name}", self._file),
            WebSocketRoute("/ws", self._socket),
            Mount("/page", StaticFiles(directory=PAGE)),
        ]
        guard = Middleware(BaseHTTPMiddleware, dispatch=self._guard)
        return Starlette(routes=routes, lifespan=self._life, middleware=[guard])

    @asynccontextmanager
    async def _life(self, _app: Starlette) -> AsyncIterator[None]:
        self.engine = self._make()
        running = asyncio.create_task(self.engine.run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            self.engine.close()

    async def _page(self, request: Request) -> Response:
        asked = request.query_params.get("lang", "")
        language = asked if asked in LANGUAGES else self.engine.scene.language
        words = table()[language]
        given = {
            "words": words,
            "language": language,
            "lessons": titles(),
            "faults": list(FAULTS),
            "personalities": list(PERSONALITIES),
        }
        template = self._pages.get_template("page.html")
        return HTMLResponse(template.render(given=given, protocol=PROTOCOL, w=words, lang=language))

    async def _file(self, request: Request) -> Response:
        try:
            content = self.engine.scene.counter.file(request.path_params["name"])
        except LookupError:
            return PlainTextResponse("no such file", 404)
        return Response(content, media_type="application/json", headers={"Content-Disposition": "attachment"})

    async def _socket(self, websocket: WebSocket) -> None:
        await _serve(self.engine, websocket, self._anywhere)
        if not self.engine.hub.clients:
            self._closed()

    async def _guard(self, request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        if not welcome(request, None if self._anywhere else LOCAL):
            return PlainTextResponse("not by this name", 403)
        response = await go_on(request)
        response.headers.update(HEADERS)
        return response


async def _serve(engine: Engine, websocket: WebSocket, anywhere: bool) -> None:
    """One page, until it goes or misbehaves."""
    if not welcome(websocket, None if anywhere else LOCAL):
        await websocket.close(_REFUSED)
        return
    await websocket.accept()
    if len(engine.hub.clients) >= MOST_PAGES:
        await websocket.close(_CROWDED)
        return
    client = engine.join()
    sending = asyncio.create_task(_send(client, websocket))
    try:
        code = await _hear(engine, client, websocket)
        if code:
            await websocket.close(code)
    except (WebSocketDisconnect, RuntimeError):
        pass  # it is gone
    finally:
        engine.leave(client)
        sending.cancel()
        with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
            await sending


async def _send(client: Client, websocket: WebSocket) -> None:
    while True:
        await websocket.send_text(await client.next())


async def _hear(engine: Engine, client: Client, websocket: WebSocket) -> int:
    """Messages, until one too many is none: the code to close with."""
    strikes = 0
    while strikes < _STRIKES and not client.lost:
        came = await websocket.receive()
        if came["type"] == "websocket.disconnect":
            return 0
        text = came.get("text")
        if text is None or len(text) > BIGGEST:
            return _MISUSED
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        strikes += not isinstance(message, dict)
        engine.do(client, message)
    return _REFUSED
