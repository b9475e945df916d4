# tracebacks.py - an error as the board prints it
"""Only the frames of the device's own files are shown: on a board the rest is native."""

import traceback

DEVICE_MARK = "__device__"  # a builtin that only device code has


def device_traceback(error: BaseException) -> str:
    """The text of the traceback, with a line end."""
    lines = ["Traceback (most recent call last):\n"]
    at = error.__traceback__
    while at:
        frame = at.tb_frame
        if DEVICE_MARK in frame.f_builtins:
            code = frame.f_code
            lines.append(f'  File "{code.co_filename}", line {at.tb_lineno}, in {code.co_name}\n')
        at = at.tb_next
    return "".join(lines + traceback.format_exception_only(error))
