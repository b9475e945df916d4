# supervising.py - `wattkey vend supervisor`: the way back to the counter when no supervisor can log in any more
"""The command needs two things: this PC with the shop, and the passphrase of its keys (or the token and its PIN). The
event names the PC's user, and stands in the audit for ever."""

from typing import Annotated

import typer

from wattkey_host.vend.book.doing import clerk
from wattkey_host.vend.cli.console import HERE, AsJson, ShopFolder, clearly, end, opened, tell
from wattkey_host.vend.web.roles import SUPERVISOR
from wattkey_host.vend.web.webserve import serving


def supervisor(
    name: Annotated[str, typer.Option(help="Log-in of a new supervisor, or of one who forgot the password.")],
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make somebody a supervisor of the counter, with a new password, from this PC."""
    with clearly():
        serving()  # says which packages are missing
        from wattkey_host.vend.web import people, webtables

        desk = opened(shop)
        password = typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
        webtables.prepare(desk.shop)
        people.put(desk.shop, clerk(), name, SUPERVISOR, password)
    tell(as_json, f"{name} is a supervisor. Whoever left is ended under People.")
    end(as_json, {"name": name})
