# site.py - what mkdocs.yml changes in a page for the site: links that hold in the repository only
"""A page links its Chinese twin as a file, which GitHub shows; on the site the twin lies in a folder of its own. A link
out of docs/ has nowhere to lead there and becomes plain text."""

import re
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]*\)")
_TWIN = re.compile(r"\]\(([\w-]+)\.zh\.md\)")
_BACK = re.compile(r"^(.*English: )\[[\w-]+\.md\]\(([\w-]+)\.md\)", re.MULTILINE)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Called by MkDocs for each page (its hooks, `on_page_markdown`)."""
    text = _OUTSIDE.sub(r"\1", markdown)
    text = _TWIN.sub(r"](zh/\1.html)", text)
    return _BACK.sub(r"\1[\2](../\2.html)", text)
