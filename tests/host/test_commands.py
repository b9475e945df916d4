# test_commands.py - a command imports what it needs and no more; its help has an example; what lacks is named
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import HOST, LAB, app
from wattkey_host.commandtable import loaded
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.cli.register import COMMANDS
from wattkey_lab.torture.cli import WAYS
from wattkey_lab.touch.cli import WAYS as TOUCH

HEAVY = {
    "PIL", "asyncio", "cryptography", "greenlet", "importlib.metadata", "pydantic", "rich", "serial", "sqlalchemy",
    "wattkey_host.sim", "wattkey_host.story", "wattkey_lab",
}  # fmt: skip
DATABASE = {"sqlalchemy", "asyncio", "greenlet", "importlib.metadata"}  # the last three are SQLAlchemy's
HANDHELD = {"PIL", "cryptography", "greenlet", "importlib.metadata", "rich", "wattkey_host.sim", "wattkey_host.story"}
SELL = "vend sell --meter 000000123456 --amount 100.00 --payment P1"
TABLES = {(): {**HOST, **LAB}, ("vend",): COMMANDS, ("torture",): WAYS, ("touch",): TOUCH}
ALL = [
    pytest.param((*path, name), row, id=" ".join((*path, name)))
    for path, table in TABLES.items()
    for name, row in table.items()
]


def child(before, *words):
    """Run the command in a process of its own, which runs `before` first and tells at its end what is loaded."""
    told = f"import atexit; atexit.register(lambda: print('loaded', *sorted({HEAVY!r} & set(sys.modules))))"
    program = (
        f"import sys; {before}; {told}; sys.argv = ['wattkey', *sys.argv[1:]]; from wattkey_host import main; main()"
    )
    return subprocess.run([sys.executable, "-P", "-c", program, *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        ("--help", {"rich"}),
        ("--version", {"importlib.metadata"}),
        ("vend --help", {"rich"}),
        ("torture --help", {"rich", "wattkey_lab"}),
        ("decode 68AAAAAAAAAAAA681300DF16", set()),
        ("ids voltage", set()),
        ("read --to socket://127.0.0.1:9 --id 02010100", {"asyncio", "serial"}),
        (SELL, {*DATABASE, "cryptography"}),
        ("sim --speed 6 --language zh --help", HANDHELD),
    ],
)
def test_a_command_loads_what_it_needs_and_no_more(tmp_path, words, needs):
    shop = []
    if words == SELL:
        shop = ["--shop", str(Shop.create(tmp_path / "shop").folder)]
    ended = child("pass", *words.split(), *shop)
    loaded_modules = set(ended.stdout.splitlines()[-1].split()[1:])
    assert loaded_modules <= needs, ended.stderr
    assert "Traceback" not in ended.stderr


def test_garbage_is_collected_while_a_command_works():
    """Not while modules are imported, which is quicker so."""
    ended = child(
        "import atexit, gc; atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 1000))",
        "ids",
        "voltage",
    )
    assert "True True" in ended.stdout.splitlines()


def test_the_list_has_headings_and_every_command():
    listed = CliRunner().invoke(app, ["--help"]).stdout
    for row in (*HOST.values(), *LAB.values()):
        assert row.panel in listed
        assert row.words in listed


@pytest.mark.parametrize(("path", "row"), ALL)
def test_every_command_has_an_example_in_its_help(path, row):
    shown = " ".join(CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "300"}).stdout.split())
    assert f"Example: wattkey {row.example}" in shown
    assert row.example.split()[: len(path)] == list(path)
    assert "bool" not in shown.lower()


@pytest.mark.parametrize(("path", "row"), ALL)
def test_the_example_has_only_options_that_are_there(path, row):
    command = loaded(path[-1], row)
    known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
    words = row.example.split()[len(path) :]
    if path not in (("vend",), ("torture",)):
        assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize(("path", "row"), ALL)
def test_a_flag_that_is_off_by_itself_has_no_second_name_to_switch_it_off(path, row):
    off = [param for param in getattr(loaded(path[-1], row), "params", ()) if param.default is False]
    assert [name for param in off for name in param.secondary_opts if name.startswith("--no-")] == []


def test_without_the_lab_its_commands_say_what_is_missing_and_the_seller_works(tmp_path):
    """The seller needs no simulator either."""
    Shop.create(tmp_path / "shop")
    away = "sys.modules['wattkey_lab'] = sys.modules['wattkey_host.sim'] = None"
    ended = child(away, "pico")
    assert ended.returncode == 1
    assert ended.stderr == (
        "wattkey: `pico` needs the package wattkey_lab, which is not installed. It comes with the sources: folder lab\n"
    )
    sold = child(away, "vend", "ledger", "--shop", str(tmp_path / "shop"))
    assert (sold.returncode, sold.stdout.splitlines()[0]) == (0, "The ledger is empty.")


def test_a_package_that_is_missing_is_named():
    ended = child("sys.modules['PIL'] = None", "screens")
    assert ended.returncode == 1
    assert ended.stderr.startswith("wattkey: `screens` needs the package PIL, which is not installed. ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("vend sell --amount 1.00 --payment P --meter 1", "'1' is no meter number"),
        ("vend sell --amount ten --payment P", "'ten' is no amount. Write it like 100.00"),
        (
            "vend sell --amount 100 --payment P",
            "Write 100.00: with its cents, because 100 is what another",
        ),
        ("vend sell --amount 99.5 --payment P", "Write 99.50: a cent that was forgotten must not be guessed"),
        ("vend sell --amount 1,000.00 --payment P", "Write it without commas"),
        ("vend sell --amount 100,00 --payment P", "Write 100.00, with a point"),
        ("vend sell --amount ¥100.00 --payment P", "Write the number alone"),
        ("vend sell --amount 1.00 --payment P --to /nowhere", "dir '/nowhere' does not exist"),
        ("vend sell --amount 1.00 --payment P --sold yesterday", "'yesterday' does not match"),
        ("read --to x --timeout 0", "greater than or equal to 0.05"),
        ("demo --by foot", "'foot' is not one of"),
        ("demo --quiet=perhaps", "does not take a value"),
    ],
)
def test_words_that_are_no_value_are_refused(words, said):
    ended = CliRunner().invoke(app, words.split(), env={"COLUMNS": "300"})
    assert ended.exit_code == 2
    assert said in ended.output
