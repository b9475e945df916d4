# flowtables.py - a flow is compiled as the runner wants it: its rows as text, not as calls that make a table of them
"""A recharge's table takes the board 0.1 s to pack (lib/wattkey/flow.py), and its words 20 ms and some hundred names.
So a compiled flow of ours holds what `packed` makes of it, and the nouns that it needs; a source of one's own is packed
on the board, as ever."""

import functools

from wattkey.flow import needed, packed

_FOLDER = "/flows/"
_TABLE = b"\nFLOW = "  # menus lie there too


def rows_packed(path: str, source: bytes) -> bytes:
    """The source of a flow, ready to be walked; any other file as it is."""
    return _packed(path, source) if path.startswith(_FOLDER) and _TABLE in source else source


@functools.lru_cache(maxsize=64)
def _packed(path: str, source: bytes) -> bytes:
    names: dict = {}
    exec(compile(source, path, "exec"), names)  # our own file, as the board runs it
    table = names["FLOW"]
    return f"FLOW = {(*packed(table), needed(table))!r}\n".encode()
