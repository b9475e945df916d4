# test_vend_cli_killed.py - `wattkey vend sell --port` is killed in its tracks: the same again sells once
"""A process of its own, and SIGKILL when it sends byte number so and so to the handheld. Every moment of it, in virtual
time: tests/seller/test_cut_both_ends.py."""

import os
import socket
import subprocess
import sys
import threading

import pytest
from sqlalchemy import create_engine, text

COMMAND = "import sys; from wattkey_host.cli import main; sys.argv[0] = 'wattkey'; main()"
BEHIND_THE_PROOF, BEHIND_THE_ORDER = 65, 148  # "who are you" has 24 bytes, the proof 40, the order 83
PATIENCE_S = 120


class Between:
    """A port in front of the simulator's: when byte number `least` is to go there, `act` is called in its place."""

    def __init__(self, port, least, act):
        host, _, number = port.removeprefix("socket://").rpartition(":")
        self._far, self._least, self._act = (host, int(number)), least, act
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.name = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        near, _ = self._listener.accept()
        far = socket.create_connection(self._far)
        threading.Thread(target=self._back, args=(far, near), daemon=True).start()
        gone = 0
        while data := near.recv(1000):
            gone += len(data)
            if gone >= self._least:
                self._act()
                break
            far.sendall(data)
        near.close()
        far.close()

    @staticmethod
    def _back(far, near):
        try:
            while data := far.recv(1000):
                near.sendall(data)
        except OSError:
            pass  # somebody has hung up


@pytest.mark.parametrize("least", [BEHIND_THE_PROOF, BEHIND_THE_ORDER])
def test_killed_in_its_tracks_and_run_again(counter, least):
    counter.run("issue", "--meter", "000000123456", "--customer", "000000654321", at_port=True)
    counter.sim.seller()
    sale = ("sell", "--meter", "000000123456", "--amount", "100.00", "--payment", "R-1")
    ready = threading.Event()
    between = Between(counter.port, least, lambda: ready.wait(PATIENCE_S) and process.kill())
    command = ["vend", *sale, "--port", between.name, "--shop", str(counter.shop)]
    process = subprocess.Popen([sys.executable, "-c", COMMAND, *command], env=os.environ)
    ready.set()
    assert process.wait(PATIENCE_S) == -9
    counter.sim.seller()
    status, sold, words = counter.run(*sale, at_port=True)
    assert (status, sold["order"], sold["count"], sold["state"]) == (0, 1, 1, "loaded"), words
    assert (counter.cells.order, counter.cells.amount) == (1, 100_00)
    with create_engine(f"sqlite:///{counter.shop / 'ledger.db'}").connect() as ledger:
        rows = text("select payment, state from purchase join carriage on carriage.purchase = purchase.id")
        assert ledger.execute(rows).all() == [("R-1", "loaded")]
