# interrupt.py - Ctrl-C at any moment of a command: one line that says what stands, and exit status 130
"""To Python Ctrl-C is an exception: in the middle of an import it ends in a traceback, in a destructor it is printed
and lost. So it is one only while a command works (`Working`), and there it cleans up. Before that nothing was done and
after that all is said: the program leaves at once."""

import os
import signal
import sys
from collections.abc import Callable
from threading import current_thread, main_thread
from types import FrameType, TracebackType

STATUS = 130  # what a shell makes of an end by SIGINT: 128 and its number
BEFORE = "It had not begun: nothing was sold, changed or sent"
AFTER = "It had ended: what it has said stands"


class _Now:
    """Whether Ctrl-C is ours to hear, what stands at this moment, who knows it better, and whether it was said."""

    heard, stands, said = False, BEFORE, False
    knows: Callable[[], str] = str


def ask(knows: Callable[[], str]) -> None:
    """Until the command has ended: what stands is what `knows()` says then; "" where it cannot tell."""
    _Now.knows = knows


def _listen(handler: Callable[[int, FrameType | None], object]) -> None:
    if _Now.heard:
        signal.signal(signal.SIGINT, handler)


def _say(stands: str) -> None:
    """The one line, behind all that the command has said."""
    _Now.said = True
    line = f"wattkey: interrupted. {stands}"
    for stream, words in ((sys.stdout, ""), (sys.stderr, line + "\n")):
        try:
            stream.write(words)
            stream.flush()
        except (OSError, ValueError, RuntimeError):  # nobody reads any more, or the signal fell into this very stream
            os.write(2, words.encode())


def _leave(_number: int = 0, _frame: FrameType | None = None) -> None:
    """Nothing needs to be cleaned up."""
    _say(_Now.stands)
    os._exit(STATUS)


def _raise(_number: int, _frame: FrameType | None) -> None:
    """Not Python's own handler: asyncio puts one of its in the place of that, which a read that blocks never heeds."""
    raise KeyboardInterrupt


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


class Held:
    """A stretch that nobody may leave in its middle, and a short one: Ctrl-C comes behind it. In another thread than
    the main one it does nothing: no signal falls into that one."""

    def __enter__(self) -> None:
        self._came = False
        ours = _Now.heard and current_thread() is main_thread()
        self._before = signal.signal(signal.SIGINT, self._note) if ours else None

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._came = True

    def __exit__(self, *_error: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            if self._came:
                signal.raise_signal(signal.SIGINT)


def _by_ctrl_c(error: BaseException | None) -> KeyboardInterrupt | None:
    """The Ctrl-C that an exception came of: a library may have met it and raised another one."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error


class Working:
    """While a command works: Ctrl-C is KeyboardInterrupt. Its words say what stands; where it has none, `stands`, which
    is true from the first step to the last; see also `ask`."""

    def __init__(self, stands: str) -> None:
        self._stands = stands

    def __enter__(self) -> None:
        _Now.stands, _Now.knows = self._stands, str
        _listen(_raise)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Raises SystemExit with status 130 where it was interrupted."""
        _listen(_leave)
        if (cut := _by_ctrl_c(error)) is not None:
            _say(str(cut) or _Now.knows() or self._stands)
            raise SystemExit(STATUS) from None
        _Now.stands = AFTER
