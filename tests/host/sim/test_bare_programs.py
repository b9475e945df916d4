# test_bare_programs.py - the three programs of docs/bare-pico.md as a person starts them, the board simulated
import re
import subprocess
import sys
import threading
from datetime import date
from queue import Empty, Queue

import pytest

from wattkey import orders
from wattkey_host.sim.chip.factory import chip_at, open_chip
from wattkey_host.story.stage import CUSTOMER, METER
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.cli.trial import values
from wattkey_host.vend.live.chip import OnDesk
from wattkey_host.vend.live.issue import issue

PATIENCE_S = 60
COMMAND = "import sys; from wattkey_host.cli import main; sys.argv[0] = 'wattkey'; main()"


@pytest.fixture
def program():
    """`program(arguments)` -> `said(pattern)`: the match in a line of stderr that comes."""
    running = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", COMMAND, *map(str, arguments)], stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        lines = Queue()
        threading.Thread(target=lambda: [lines.put(line) for line in process.stderr], daemon=True).start()

        def said(pattern):
            seen = []
            while not (match := re.search(pattern, seen[-1] if seen else "")):
                try:
                    seen.append(lines.get(timeout=PATIENCE_S))
                except Empty:
                    raise AssertionError(f"{pattern!r} never came: {seen}") from None
            return match

        return said

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def trial(tmp_path):
    """A chip's file with 100.00 in it, and the file of its meter."""
    shop, path = Shop.create(tmp_path / "shop"), tmp_path / "chip.json"
    chip = chip_at(path)
    issue(Desk(shop), chip, METER, CUSTOMER)
    bought = Desk(shop).document(Desk(shop).sell(METER, 100_00, "R-1", date(2026, 11, 29)))
    assert OnDesk(chip).take("purchase", orders.pack(orders.parse(bought))) == "taken"
    meter = tmp_path / "meter.toml"
    meter.write_text(values(shop.keys, METER, CUSTOMER))
    return path, meter


def test_a_board_without_parts_loads_a_meter_of_this_pc(trial, sim, program):
    chip, values_file = trial
    board = sim("--bare", "--usb", "127.0.0.1:0", "--speed", "1")
    usb = board.see("usb: ").split("socket://")[1].strip()
    at = program("meter", "--listen", "127.0.0.1:0", "--values", values_file)(r"on (127\.0\.0\.1:\d+)")[1]
    said = program("chip", "--port", usb, "--chip", chip, "--meter", at)
    said("chip [0-9A-F]{16}, kept in .*: INSECURE")
    assert "INSECURE" in board.see("100.00")
    board.keys("ok")
    board.see("Loaded ¥100.00 | Left ¥100.00")
    board.end()
    assert open_chip(chip).cells.count == 1


def test_a_board_with_a_chip_loads_a_meter_behind_its_cable(trial, sim, program):
    chip, values_file = trial
    board = sim("--usb", "127.0.0.1:0", "--chip", chip, "--set", "LINK=usb", "--speed", "1")
    usb = board.see("usb: ").split("socket://")[1].strip()
    at = program("meter", "--listen", "127.0.0.1:0", "--values", values_file)(r"on (127\.0\.0\.1:\d+)")[1]
    said = program("chip", "--only-link", "--port", usb, "--meter", at)
    said("meter .*there")
    board.see("100.00")
    board.keys("ok")
    board.see("Loaded ¥100.00 | Left ¥100.00")
    board.end()
    assert open_chip(chip).cells.count == 1


def test_passing_on_needs_to_know_where_to():
    command = [sys.executable, "-c", COMMAND, "chip", "--only-link", "--port", "127.0.0.1:1"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert ended.returncode == 2
    assert "--meter" in ended.stderr


def test_a_port_that_is_not_there_is_waited_for_and_that_is_said(tmp_path, program):
    said = program("chip", "--port", "127.0.0.1:1", "--chip", tmp_path / "chip.json")
    assert said("nobody listens at socket://127.0.0.1:1.*Waiting for it")


def test_a_chip_file_that_is_none_is_said_in_a_line(tmp_path):
    (tmp_path / "chip.json").write_text("{}")
    command = [sys.executable, "-c", COMMAND, "chip", "--port", "127.0.0.1:1", "--chip", str(tmp_path / "chip.json")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("wattkey: ")
    assert ended.stderr.count("\n") == 1
