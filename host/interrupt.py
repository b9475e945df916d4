# interrupt.py - Ctrl-C at any moment of a command: one line that says what stands, and exit status 130
"""To Python Ctrl-C is an exception: in the middle of an import it ends in a traceback, in a destructor it is printed
and lost. So it is one only while a command works (`Working`), and there it cleans up. Before that nothing was done and
after that all is said: the program leaves at once."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType, TracebackType

STATUS = 130  # what a shell makes of an end by SIGINT: 128 and its number
BEFORE = "It had not begun: nothing was sold, changed or sent"
AFTER = "It had ended: what it has said stands"


class _Now:
    """Whether Ctrl-C is ours to hear, what stands at this moment, and whether that was said."""

    heard, stands, said = False, BEFORE, False


def _listen(handler: Callable[[int, FrameType | None], object]) -> None:
    if _Now.heard:
        signal.signal(signal.SIGINT, handler)


def _say(stands: str) -> None:
    """The one line, behind all that the command has said."""
    _Now.said = True
    try:
        sys.stdout.flush()
        os.write(2, f"wattkey: interrupted. {stands}\n".encode())
    except (OSError, ValueError, RuntimeError):  # nobody reads any more, or this very flush was interrupted
        pass


def _leave(_number: int = 0, _frame: FrameType | None = None) -> None:
    """Nothing needs to be cleaned up."""
    _say(_Now.stands)
    os._exit(STATUS)


def _lost(what: "sys.UnraisableHookArgs") -> None:
    """Ctrl-C fell into a place that cannot pass an exception on: a destructor, a callback of the import."""
    if issubclass(what.exc_type, KeyboardInterrupt):
        _leave()
    sys.__unraisablehook__(what)


class Heard:
    """The whole of a command, imports included. Whoever started it with Ctrl-C ignored has it ignored."""

    def __enter__(self) -> None:
        _Now.heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        _listen(_leave)
        if _Now.heard:
            sys.unraisablehook = _lost

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Say it where a Ctrl-C came out between two lines of ours, or Typer made an exit status of it."""
        _listen(_leave)
        by_typer = isinstance(error, SystemExit) and error.code == STATUS
        if (by_typer or kind is KeyboardInterrupt) and not _Now.said:
            _say(_Now.stands)
            raise SystemExit(STATUS) from None


class Working:
    """While a command works: Ctrl-C is KeyboardInterrupt. Its words say what stands; where it has none, `stands`, which
    is true from the first step to the last."""

    def __init__(self, stands: str) -> None:
        self._stands = stands

    def __enter__(self) -> None:
        _Now.stands = self._stands
        _listen(signal.default_int_handler)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Raises SystemExit with status 130 where it was interrupted."""
        _listen(_leave)
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            _say(str(error) or self._stands)
            raise SystemExit(STATUS) from None
        _Now.stands = AFTER
