# test_web_team.py - several server processes: a dead one is replaced, and all end with the one that began them
import os
import signal
import subprocess
import sys

import pytest

from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import counterserving
from wattkey_host.vend.web.counterroom import Counter

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
TEAM = """
import os, signal, sys, time
from wattkey_host.vend.web import teamwork
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell has its background ignore Ctrl-C
teamwork.PAUSE_S = 0
def say(word):
    os.write(1, f"{word} {os.getpid()}\\n".encode())  # whole lines from several processes
def work():
    say("child")
    time.sleep(600)
teamwork.run(2, work, lambda: say("begun"))
"""


@pytest.fixture
def team():
    """(process, what it says next)"""
    with subprocess.Popen([sys.executable, "-P", "-c", TEAM], stdout=subprocess.PIPE, text=True) as process:
        said = (line.split() for line in process.stdout)
        first = [next(said) for _ in range(3)]
        yield process, [int(pid) for word, pid in first if word == "child"], said
        process.kill()


def test_a_dead_one_is_replaced(team):
    process, children, said = team
    os.kill(children[0], signal.SIGKILL)
    word, pid = next(said)
    assert word == "child" and int(pid) not in (*children, process.pid)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_however_the_first_ends_all_end(team, how):
    process, _, said = team
    process.send_signal(how)
    assert list(said) == []  # their end of the pipe is closed: none is left
    assert process.wait() != 0


def test_what_only_one_process_can_know_is_refused_to_several(counter, tmp_path):
    door = counterserving.doorway("127.0.0.1:0", None, None, None)._replace(workers=2)
    counterserving.check_team(door, counter)
    for wrong, at in ((door._replace(practise=True), counter), (door, Counter(tmp_path / "new", None))):
        with pytest.raises(VendError, match="one server process"):
            counterserving.check_team(wrong, at)


def test_pages_come_from_several_processes_over_one_ledger(desk, monkeypatch):
    """Each is a fork with the keys, and opens the ledger anew."""
    begun = []

    def run(count, work, told):
        told()
        begun.append(count)
        assert Shop.open(desk.shop.folder).keys.generation == 1

    monkeypatch.setattr(counterserving.teamwork, "run", run)
    said = []
    door = counterserving.doorway("127.0.0.1:0", None, None, None)._replace(workers=3)
    counterserving.serve(desk.shop.folder, desk.shop, door, said.append)
    assert begun == [3]
    assert said[0].startswith("The counter is at http://127.0.0.1:")
