# hub.py - the pages that look on: each gets what is new to it, as fast as it takes it
"""A page that is slow gets less, never later: of screen and state the latest waits, of the wire the last frames."""

import asyncio
from collections import deque
from typing import Any

from wattkey_host.plain import in_json

_ROWS = 400
_REPLIES = 200
Message = dict[str, Any]


class Client:
    """One page. `next()` gives its next message."""

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self._screen: str | None = None
        self._state: Message = {}
        self._rows: deque[Message] = deque(maxlen=_ROWS)
        self._replies: list[Message] = []
        self.lost = False  # it does not fetch its replies

    def show(self, screen: str) -> None:
        """The panel has changed."""
        self._screen = screen
        self._news.set()

    def tell(self, state: Message) -> None:
        """Sections that have changed."""
        self._state |= state
        self._news.set()

    def frames(self, rows: list[Message]) -> None:
        """Frames that went over light or wires."""
        self._rows.extend(rows)
        self._news.set()

    def reply(self, answer: Message) -> None:
        """To something that it sent."""
        self.lost = self.lost or len(self._replies) >= _REPLIES
        self._replies.append(answer)
        self._news.set()

    async def next(self) -> str:
        """Everything that is new, in one message; waits until there is something."""
        await self._news.wait()
        self._news.clear()
        message: Message = {}
        if self._screen is not None:
            message["screen"], self._screen = self._screen, None
        if self._state:
            message["state"], self._state = self._state, {}
        if self._rows:
            message["wire"] = list(self._rows)
            self._rows.clear()
        if self._replies:
            message["replies"], self._replies = self._replies, []
        return in_json(message, separators=(",", ":"))


class Hub:
    """All pages, and what they were told last."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self._screen = ""
        self._state: Message = {}

    def join(self, rows: list[Message]) -> Client:
        """A page more: it gets everything as it is now."""
        client = Client()
        client.show(self._screen)
        client.tell(dict(self._state))
        client.frames(rows)
        self.clients.add(client)
        return client

    def leave(self, client: Client) -> None:
        """A page is gone."""
        self.clients.discard(client)

    def show(self, screen: str) -> None:
        """The panel, to all; only if it is another picture."""
        if screen != self._screen:
            self._screen = screen
            for client in self.clients:
                client.show(screen)

    def tell(self, state: Message) -> bool:
        """Sections, to all; only those that differ. Whether any did."""
        fresh = {name: section for name, section in state.items() if self._state.get(name) != section}
        self._state |= fresh
        for client in self.clients if fresh else ():
            client.tell(fresh)
        return bool(fresh)

    def frames(self, rows: list[Message]) -> None:
        """Frames, to all."""
        for client in self.clients if rows else ():
            client.frames(rows)
