# test_drive_contents.py - what `wattkey drive` puts on a drive, and what it leaves alone there
import json

import pytest
from typer.testing import CliRunner

from fakes.bootrom import plain_uf2, second_stage
from wattkey.strictjson import loads
from wattkey_host import device_root
from wattkey_host.cli import app
from wattkey_host.drive.contents import PROGRAMS, build
from wattkey_host.drive.fat import image
from wattkey_host.drive.terse import terse
from wattkey_host.drive.uf2 import pack, unpack
from wattkey_host.sim.world import World

ROOT = device_root()
SMALL = ("--mpy", "--loose")
TREE = (*PROGRAMS, "settings.toml", "lib/wattkey/meter.py", "drivers/link_ir.py")


def run(*args):
    return CliRunner().invoke(app, ["drive", *map(str, args)])


def tree(folder):
    return {
        "/" + file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_the_device_files_stand_there():
    files = build(ROOT)
    theirs = terse({"/" + name: (ROOT / name).read_bytes() for name in TREE})
    assert {path: files[path] for path in theirs} == theirs
    assert {"/lib/asyncio/core.mpy", "/lib/adafruit_ticks.mpy", "/flows/recharge.py"} <= set(files)
    assert not any(name.startswith(("/host", "/tests", "/docs", "/.git")) for name in files)


def test_the_mail_files_have_their_size_from_the_beginning():
    files = build(ROOT)
    assert files["/mail/card.json"] == files["/mail/report.json"] == b" " * 4096
    assert len(files["/mail/readings.json"]) == 16384
    assert loads(files["/mail/readings.json"]) == {"wattkey": 1, "type": "readings"}


def test_hosts_are_kept_from_filling_the_drive():
    assert {"/.metadata_never_index", "/.Trashes", "/.fseventsd/no_log"} <= set(build(ROOT))


def test_the_read_me_is_for_notepad_and_in_both_languages():
    raw = build(ROOT)["/README.TXT"]
    assert raw.count(b"\n") == raw.count(b"\r\n") > 20
    text = raw.decode("utf-8-sig")
    assert text != raw.decode("utf-8")  # an old Notepad wants the mark
    assert "your seller" in text
    assert "售电" in text


def test_boot_out_says_what_circuitpython_says():
    assert build(ROOT, uid="0123456789ABCDEF")["/boot_out.txt"].decode().split("\r\n") == [
        "Adafruit CircuitPython 10.2.1 on 2026-05-13; Raspberry Pi Pico with rp2040",
        "Board ID:raspberry_pi_pico",
        "UID:0123456789ABCDEF",
        "boot.py output:",
        "",
    ]


def test_it_is_small_enough():
    """As loose .py files; the goal of docs/performance.md is 500,000."""
    assert sum(map(len, build(ROOT).values())) <= 520_000


def test_a_simulated_board_starts_from_it(tmp_path):
    assert run(tmp_path).exit_code == 0
    with World(tmp_path, None) as world:
        world.power_on()
        world.run_for(3)
        assert world.machine.state == "running"


def test_the_command_writes_the_files_and_their_figures(tmp_path):
    done = run(tmp_path / "new" / "drive", "--json")
    figures = json.loads(done.stdout.splitlines()[-1])
    files = tree(tmp_path / "new" / "drive")
    assert files == build(ROOT)
    assert figures["drive_bytes"] == sum(map(len, files.values()))
    assert (figures["files"], figures["mpy"]) == (len(files), False)


@pytest.mark.parametrize(("how", "mpy"), [(SMALL, True), (("--loose",), False)])
def test_image_and_uf2_are_files_of_their_own(tmp_path, how, mpy):
    assert run(tmp_path, *how, "--image", "--uf2").exit_code == 0
    whole = image(build(ROOT, mpy))
    assert tree(tmp_path) == {"/wattkey.img": whole, "/wattkey.uf2": pack(whole)}


def test_the_firmware_goes_into_the_same_uf2(tmp_path):
    firmware = tmp_path / "circuitpython.uf2"
    firmware.write_bytes(plain_uf2({0x10000000: second_stage(1)}))
    assert run(tmp_path, *SMALL, "--uf2", "--firmware", firmware).exit_code == 0
    assert unpack((tmp_path / "wattkey.uf2").read_bytes())[-1] == (0x10000000, second_stage(1))


def test_a_second_time_keeps_what_is_the_owners(tmp_path):
    run(tmp_path)
    theirs = {"settings.toml": b'WATTKEY_LANGUAGE = "en"\n', "mail/report.json": b"{}".ljust(4096)}
    theirs["mail/readings.json"] = b"{}".ljust(16384)
    theirs["boot_out.txt"] = b"mine\r\n"
    for name, content in theirs.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "code.py").write_bytes(b"old")
    (tmp_path / "mail" / "WK-1.json").write_bytes(b"{}")
    done = run(tmp_path)
    assert done.exit_code == 0
    assert all(name in done.stdout.replace("\n", "") for name in theirs)
    assert tree(tmp_path) == build(ROOT) | {"/" + n: c for n, c in theirs.items()} | {"/mail/WK-1.json": b"{}"}


def test_a_mail_file_of_another_size_is_made_anew(tmp_path):
    run(tmp_path)
    (tmp_path / "mail" / "card.json").write_bytes(b"{}")
    run(tmp_path)
    assert (tmp_path / "mail" / "card.json").read_bytes() == b" " * 4096


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["{here}/file"], "file"),
        (["{here}/out", "--firmware", "{here}/file"], "add --uf2"),
        (["{here}/out", *SMALL, "--uf2", "--firmware", "{here}/file"], "512-byte blocks"),
        (["{here}/out", *SMALL, "--uf2", "--firmware", "{here}/none.uf2"], "none.uf2"),
    ],
)
def test_what_cannot_be_made_is_told_in_one_line(tmp_path, args, reason):
    (tmp_path / "file").write_bytes(b"x")
    done = run(*(arg.format(here=tmp_path) for arg in args))
    assert done.exit_code == 1
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "file").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("options", "next_"),
    [
        ([*SMALL, "--uf2"], "drag it again. It holds the drive only: CircuitPython must be on the board already."),
        ([*SMALL, "--image"], "it is not for dragging"),
        ([], "onto the drive of a Pico that runs CircuitPython (CIRCUITPY), and eject it"),
    ],
)
def test_the_command_says_what_to_do_next(tmp_path, options, next_):
    assert next_ in " ".join(run(tmp_path, *options).output.split())
