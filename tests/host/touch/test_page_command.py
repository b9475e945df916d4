# test_page_command.py - `wattkey sim --page` in a process of its own: its address, its end, what it refuses
import json
import os
import signal
import socket
import subprocess
import sys

import pytest
from websockets.sync.client import connect

# A shell that runs the tests in its background has them ignore Ctrl-C, and what they start as well.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
# A page that is loaded anew is away for a moment: how long is waited for it is cut short, that it is waited for stays.
HASTY = "from wattkey_host.touch import serving; serving._GRACE_S = 0.5"
PROGRAM = "import sys; {before}; sys.argv = ['wattkey', *sys.argv[1:]]; from wattkey_host import main; main()"


def start(*options, before=HEARS):
    command = [sys.executable, "-u", "-P", "-c", PROGRAM.format(before=before), "sim", "--page", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def served():
    """`served(options...)` -> (process, its address); none outlives the test."""
    made = []

    def run(*options, before=HEARS):
        made.append(start("--at", "127.0.0.1:0", *options, before=before))
        line = made[-1].stdout.readline()
        assert line.startswith("The handheld is at http://127.0.0.1:"), line + made[-1].stderr.read()
        return made[-1], line.split("http://")[1].strip().rstrip("/")

    yield run
    for process in made:
        process.kill()
        process.communicate()


def test_a_program_drives_it_and_ctrl_c_ends_it(served):
    process, at = served("--language", "zh")
    with connect(f"ws://{at}/ws") as page:
        page.send(json.dumps({"id": 1, "do": "key.down", "key": "D"}))
        words = ""
        while "菜单" not in words:
            state = json.loads(page.recv(timeout=60)).get("state", {})
            words = " ".join(state.get("device", {}).get("words", []))
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert "The handheld is off" in process.stderr.read()


def test_whoever_has_ctrl_c_ignored_is_not_disturbed(served):
    process, at = served("--once", before=f"{DEAF}; {HASTY}")
    process.send_signal(signal.SIGINT)
    with connect(f"ws://{at}/ws") as page:
        page.recv(timeout=60)
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
    assert process.wait(60) == 0


def test_once_ends_when_the_last_page_is_closed(served):
    process, at = served("--once", before=f"{HEARS}; {HASTY}")
    with connect(f"ws://{at}/ws") as page:
        page.recv(timeout=60)
    assert process.wait(60) == 0


def test_too_long_a_message_ends_the_connection(served):
    process, at = served()
    with connect(f"ws://{at}/ws", max_size=None) as page:
        page.send("x" * 2_000_000)
        with pytest.raises(Exception, match="1009|1003"):
            while True:
                page.recv(timeout=60)
    assert process.poll() is None


def test_a_closed_page_leaves_nothing_to_do(served):
    process, at = served()
    with connect(f"ws://{at}/ws") as page:
        page.recv(timeout=60)
    stat = f"/proc/{process.pid}/stat"
    if not os.path.exists(stat):
        pytest.skip("this system does not tell what a process has used")
    used = []
    for _ in range(2):
        used.append(sum(map(int, open(stat).read().rpartition(")")[2].split()[11:13])))  # noqa: SIM115
        if len(used) == 1:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(2)
    assert used[1] - used[0] <= 0.04 * 2 * os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--at", "nonsense"], "is not HOST:PORT"),
        (["--at", "127.0.0.1:99999"], "is not HOST:PORT"),
        (["--drive", "/proc"], "not the drive of a device"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(options, words):
    process = start(*options)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert words in said
    assert len(said.splitlines()) == 1


def test_a_port_in_use_is_said_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = start("--at", f"127.0.0.1:{other.getsockname()[1]}")
        _, said = process.communicate(timeout=60)
    assert (process.returncode, len(said.splitlines())) == (1, 1)
    assert "in use" in said


def test_a_missing_package_is_named_with_the_command_that_brings_it():
    process = start(before="sys.modules['uvicorn'] = None")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said == "wattkey: the page needs the package uvicorn, which is not installed: pip install 'wattkey[web]'\n"


def test_a_real_folder_is_no_drive_of_an_emulated_pico(tmp_path):
    process = start("--at", "127.0.0.1:0", "--pico", "--drive", str(tmp_path))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "leave one of them out" in " ".join(said.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []
