# conftest.py - a seller who types commands, and the device in between
"""The device is the simulated chip in its file."""

import json

import pytest
from typer.testing import CliRunner

from wattkey import orders
from wattkey_host.cli import app
from wattkey_host.sim.chip.factory import open_chip

METER, CUSTOMER = "000000123456", "000000000042"
ORDER = "WK-0000000000000001-1.json"


class Seller:
    """Runs `wattkey vend` in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.drive = folder / "drive"
        (self.drive / "mail").mkdir(parents=True)

    def run(self, command, *options, code=0):
        result = CliRunner().invoke(app, ["vend", command, "--shop", str(self.folder / "shop"), *map(str, options)])
        assert result.exit_code == code, result.output
        assert not result.exception or isinstance(result.exception, SystemExit)
        return result

    def json(self, command, *options, code=0):
        """The object on the last line of stdout, which is its only line."""
        result = self.run(command, *options, "--json", code=code)
        assert len(result.stdout.splitlines()) == 1
        return json.loads(result.stdout)

    def issue(self, *options):
        return self.json("issue", "--chip", self.folder / "chip", "--meter", METER, "--customer", CUSTOMER, *options)

    def sell(self, *options, payment="P1", amount="100.00"):
        return self.json("sell", "--meter", METER, "--amount", amount, "--payment", payment, *options)

    def device(self):
        """What the device does with the drive: take the order, publish the report."""
        chip = open_chip(self.folder / "chip")
        text = (self.drive / ORDER).read_bytes()
        assert chip.apdu(b"\x90\x06\0\0" + orders.pack(orders.parse(text)))[1] == 0x9000
        report = orders.unpack("report", chip.apdu(b"\x90\x24\0\0")[0])
        (self.drive / "mail" / "report.json").write_bytes(json.dumps(report).encode().ljust(4096))


@pytest.fixture(autouse=True)
def passphrase(monkeypatch):
    """Keys are sealed unless somebody says otherwise; cheaply here, where nobody is kept out."""
    monkeypatch.setenv("WATTKEY_PASSPHRASE", "a passphrase for tests")
    monkeypatch.setattr("wattkey_host.vend.vault.COST", 16)


@pytest.fixture
def seller(tmp_path):
    return Seller(tmp_path)


@pytest.fixture
def issued(seller):
    seller.run("init")
    seller.issue()
    return seller


class Counter:
    """A shop's command line and a device at a port. `run` returns (exit status, JSON or None, words)."""

    def __init__(self, folder, sim):
        self.shop, self.chip = folder / "shop", folder / "chip.json"
        self.sim = sim("--beam", "127.0.0.1:0", "--chip", str(self.chip), "--press", "menu 0")
        self.port = self.sim.see("beam: ").split(": ")[1].strip()
        self.sim.see("Point at the")
        assert self.run("init", "--plain")[0] == 0

    def run(self, *words, at_port=False, answer=None):
        port = ("--port", self.port) if at_port else ()
        result = CliRunner().invoke(app, ["vend", *words, *port, "--shop", str(self.shop), "--json"], answer)
        last = [line for line in result.stdout.splitlines() if line.startswith("{")][-1:] or ["null"]
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, json.loads(last[0]), result.stderr

    @property
    def cells(self):
        return open_chip(self.chip).cells


@pytest.fixture
def counter(tmp_path, sim):
    return Counter(tmp_path, sim)
