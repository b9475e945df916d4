# test_vend_cli_port_wrong.py - a clerk's mistakes at a port, as he sees them: one line, what, where, what to do
import os
import pty

import pytest
from sqlalchemy import create_engine, text

from wattkey_host.line import SerialLine, open_line
from wattkey_host.vend.live.session import LiveSession

COMMANDS = [
    ("receive",),
    ("sell", "--amount", "1.00", "--payment", "R-1"),
    ("issue", "--meter", "000000123456", "--customer", "000000000042"),
    ("send",),
]


@pytest.fixture
def quick(monkeypatch):
    """A clerk who is not patient, and a fast line."""
    monkeypatch.setattr(SerialLine, "baud", 1_000_000)
    monkeypatch.setattr("wattkey_host.line._REPLY_MS", 10)
    monkeypatch.setattr("wattkey_host.vend.live.session.PATIENCE", 2)


def refused(seller, command, port, code=1):
    """The one line on stderr; nothing on stdout, nothing in the ledger."""
    result = seller.run(*command, "--port", port, "--json", code=code)
    assert result.stdout == ""
    with create_engine(f"sqlite:///{seller.folder / 'shop' / 'ledger.db'}").connect() as ledger:
        for table in ("card", "purchase", "issue"):
            assert ledger.execute(text(f"select count(*) from {table}")).scalar() == 0  # noqa: S608 names of ours
    (line,) = [line for line in result.stderr.splitlines() if line.strip()]
    return line


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_head_that_works_and_nobody_before_it(seller, quick, command):
    """loop:// of pyserial: what goes out comes back, as an infrared head's own light does."""
    seller.run("init")
    assert refused(seller, command, "loop://") == (
        "wattkey: the device does not answer at loop://: only what was sent came back: the head works, and nobody"
        " answers. Choose `Seller` in its menu, point it at the head, and run the same command again: nothing is lost"
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_port_that_is_not_there(seller, command):
    seller.run("init")
    assert refused(seller, command, "/dev/nothing").startswith("wattkey: there is no port /dev/nothing. Plug the")


def test_a_port_that_another_program_has(seller):
    """pyserial's lock, and a second one of ours."""
    seller.run("init")
    far, near = pty.openpty()
    line = open_line(os.ttyname(near))
    assert "another program has" in refused(seller, ("receive",), os.ttyname(near))
    line.close()
    os.close(far)
    os.close(near)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_ctrl_c(seller, monkeypatch, command):
    async def interrupted(self):
        raise KeyboardInterrupt

    seller.run("init")
    monkeypatch.setattr(LiveSession, "open", interrupted)
    stands = "The ledger has it whole or not at all; the same command again does nothing twice"
    if command[0] == "sell":
        stands = "Payment R-1 is not sold: nothing stands. The same command sells it"
    assert refused(seller, command, "loop://", code=130) == f"wattkey: interrupted. {stands}"
