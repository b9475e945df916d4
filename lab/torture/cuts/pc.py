# pc.py - the seller's PC, which can die before any of its file operations
"""A command runs in a greenlet. When the PC dies it is never resumed: no `finally`, no rollback, no late write.

What is then on its disk is a copy of the folder as it was at that moment, as a killed process leaves it.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

from greenlet import getcurrent, greenlet
from sqlalchemy import Engine, event

DIED = object()  # what `Pc.run` answers when the command never came to its end
# what Python tells its auditors before it does it -> what we call it
_FILE_OPERATIONS = {
    "open": "open for writing",
    "os.rename": "rename",
    "os.remove": "remove",
    "os.mkdir": "make folder",
}
_WRITING = 0o3  # O_WRONLY | O_RDWR


class Pc:
    """`announce(name, detail)` is called before each file operation of a command, SQL statements and commits too."""

    def __init__(self, announce: Callable[..., None]) -> None:
        self._announce = announce
        self._command: greenlet | None = None
        self._quiet = False
        self._dead: list[greenlet] = []  # kept for ever: to forget one would run its `finally`
        sys.addaudithook(self._audit)
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._commit)

    def run(self, command: Callable[[], Any]) -> Any:
        """What `command` returned; DIED if the PC died in it. What it raises comes out."""
        self._quiet = False
        self._command = greenlet(command)
        answer = self._command.switch()
        if answer is DIED:
            self._dead.append(self._command)
        self._command = None
        return answer

    def die(self) -> None:
        """The PC loses its power here; this does not return."""
        command = self._command
        assert command is not None and command is getcurrent() and command.parent is not None
        command.parent.switch(DIED)

    @contextlib.contextmanager
    def unseen(self) -> Iterator[None]:
        """What happens in here is not the PC's doing."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _operation(self, name: str, detail: object) -> None:
        if self._command is not None and getcurrent() is self._command and not self._quiet:
            with self.unseen():
                self._announce(name, detail)

    def _audit(self, name: str, arguments: tuple) -> None:
        if name not in _FILE_OPERATIONS or self._command is None:
            return
        if name == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITING):
            return
        self._operation("pc " + _FILE_OPERATIONS[name], arguments[0])

    def _statement(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self._operation("pc sql", statement.partition(" ")[0])

    def _commit(self, _connection: object) -> None:
        self._operation("pc commit", "")
