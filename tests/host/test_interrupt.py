# test_interrupt.py - Ctrl-C, wherever it falls: one line that says what stands, exit status 130, and no traceback
import os
import pty
import socket
import subprocess
import sys

import pytest

from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue

METER = "000000123456"
# A process that sends itself SIGINT when a function of a module is called for the first time. It hears it also where a
# shell runs the tests in its background and has them ignore Ctrl-C. A method (module:Class.method) that comes late is
# replaced instead of waited for: to be told of every call makes a life of the torture four times as long.
PROGRAM = """
import importlib, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
module, function = sys.argv[1].split(":")
sys.argv = ["wattkey", *sys.argv[2:]]

def look(frame, event, _):
    if event == "call" and frame.f_code.co_name == function and frame.f_globals.get("__name__") == module:
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGINT)

def replace(owner, method):
    made = getattr(owner, method)

    def first(*words):
        setattr(owner, method, made)
        os.kill(os.getpid(), signal.SIGINT)
        return made(*words)

    setattr(owner, method, first)

from wattkey_host import main
owner, _, method = function.rpartition(".")
if owner:
    replace(getattr(importlib.import_module(module), owner), method)
else:
    sys.setprofile(look)
main()
"""
EARLY = "It had not begun: nothing was sold, changed or sent"
UNSOLD = "Payment P1 is not sold: nothing stands. The same command sells it"
SOLD = "The sale stands: payment P1, 100.00 for card 0000000000000001, order 1. The same command goes on with it and"
DECODE, DEMO = "decode 68AAAAAAAAAAAA681300DF16", "demo --quiet"
ASK, BE = "read --to loop:// --id 02010100", "meter --listen 127.0.0.1:0"


def interrupted(place, *words):
    """The one line on stderr, without its beginning, of a command that gets Ctrl-C at a place."""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, place, *words],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    lines = ended.stderr.splitlines()
    assert ended.returncode == 130, ended.stderr
    assert "Traceback" not in ended.stderr
    assert [line for line in lines if "interrupted" in line] == lines[-1:]
    return lines[-1].removeprefix("wattkey: interrupted. ")


@pytest.mark.parametrize(
    ("place", "command", "stands"),
    [
        ("wattkey_host.interrupt:<module>", DECODE, "Nothing was done"),
        ("wattkey_host.cli:<module>", DECODE, EARLY),
        ("typer.main:<module>", DECODE, EARLY),
        ("wattkey_host.reader.dlt645.sightings:<module>", DECODE, EARLY),
        ("wattkey_host.reader.dlt645.sightings:walked", DECODE, "What is told above stands; the rest was not "),
        ("rich.console:<module>", "--help", EARLY),
        ("wattkey_host.sim.world:<module>", DEMO, EARLY),
        ("wattkey_host.sim.world:run_until", DEMO, "The story was not played to its end, and nothing of it is kept"),
        ("wattkey_host.sim.hw.digitalio:__init__", DEMO, "The story was not played to its end, and nothing of it is k"),
        ("wattkey_host.reader.asking:read", ASK, "What was read stands above"),
        ("asyncio.base_events:create_server", BE, "The meter is off, and what it held is gone"),
        ("wattkey_host.sim.cli:run", "sim --beam 127.0.0.1:0", "The handheld is off; its chip has what it had taken"),
        ("wattkey_lab.torture.cuts.children:Children._wait", "torture --every 2000", "Nothing was tried to its end"),
    ],
)
def test_a_command(place, command, stands):
    assert interrupted(place, *command.split()).startswith(stands)


@pytest.fixture
def shop(tmp_path):
    made = Shop.create(tmp_path / "shop")
    issue(Desk(made), new_chip("57574B0000000001"), METER, "000000000042")
    return str(made.folder)


@pytest.mark.parametrize(
    ("place", "stands"),
    [
        ("sqlalchemy.orm.session:<module>", EARLY),
        ("wattkey_host.vend.book.shop:open", UNSOLD),
        ("wattkey_host.vend.book.glance:glance", SOLD),  # Ctrl-C waits for the end of a transaction
        ("sqlalchemy.engine.default:do_commit", SOLD),
        ("wattkey_host.vend.cli.daily:_hand_over", SOLD),
        ("wattkey_host.vend.cli.console:end", SOLD),
    ],
)
def test_a_sale(shop, place, stands):
    words = ["--meter", METER, "--amount", "100.00", "--payment", "P1", "--shop", shop]
    assert interrupted(place, "vend", "sell", *words).startswith(stands)


def test_a_sale_in_a_ledger_that_cannot_be_read(tmp_path):
    words = ["--meter", METER, "--amount", "100.00", "--payment", "P1", "--shop", str(tmp_path / "nowhere")]
    stands = "The ledger has the sale or not: the same command, with the same --payment, goes on with it and sells once"
    assert interrupted("wattkey_host.vend.book.shop:open", "vend", "sell", *words) == stands


def test_the_question_for_a_passphrase(tmp_path):
    """Typer makes an exception of its own of it, the terminal the signal."""
    Shop.create(tmp_path / "shop", passphrase="secret")
    command = [sys.executable, "-P", "-c", PROGRAM, "no:where", "vend", "ledger", "--shop", str(tmp_path / "shop")]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("WATTKEY_")}
    child, terminal = pty.fork()
    if not child:
        os.execve(sys.executable, command, bare)
    seen = b""
    while b"Passphrase" not in seen:
        seen += os.read(terminal, 1024)
    os.write(terminal, b"\x03")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    words = os.read(terminal, 4096)
    os.close(terminal)
    assert status == 130
    assert b"wattkey: interrupted. Nothing was changed" in words
    assert b"Traceback" not in words


def test_a_meter_in_the_middle_of_a_question():
    """asyncio tells of a task that failed, behind our back; not of this one."""
    command = [sys.executable, "-u", "-P", "-c", PROGRAM, "wattkey_host.meter.serve:hear", *BE.split()]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL) as program:
        port = program.stderr.readline().rpartition(":")[2]
        with socket.create_connection(("127.0.0.1", int(port))) as client:
            client.sendall(bytes.fromhex("68AAAAAAAAAAAA681300DF16"))
            told = program.stderr.read()
    assert program.returncode == 130
    assert "Traceback" not in told
    assert told.endswith("wattkey: interrupted. The meter is off, and what it held is gone\n")


def test_whoever_has_ctrl_c_ignored_is_not_disturbed():
    program = "import os, signal, sys; signal.signal(2, signal.SIG_IGN); sys.argv = ['wattkey', *sys.argv[1:]];"
    program += "from wattkey_host import main; os.kill(os.getpid(), 2); main()"
    words = [sys.executable, "-P", "-c", program, *DECODE.split()]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "read the address" in ended.stdout
