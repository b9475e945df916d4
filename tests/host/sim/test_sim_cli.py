# test_sim_cli.py - `wattkey sim` as other programs meet it: over TCP and a pseudo terminal, in (faster) real time
import asyncio

import pytest

from wattkey_host.line import PcClock, open_line
from wattkey_host.sim.chip.factory import new_chip, open_chip
from wattkey_host.story.stage import CUSTOMER, METER
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live import live
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.issue import issue


def talk(name, shop, work):
    """Do `work(terminal, run)` over the port of that name, as the seller's program does."""
    line = open_line(name)
    try:
        with asyncio.Runner() as runner:
            return work(Terminal(line, PcClock(), shop.keys), runner.run)
    finally:
        line.close()


@pytest.mark.parametrize(
    ("option", "where"), [("--beam", "127.0.0.1:0"), ("--beam", "pty"), ("--usb", "127.0.0.1:0"), ("--usb", "pty")]
)
def test_a_blank_device_is_issued_by_another_program(tmp_path, sim, option, where):
    shop, chip = Shop.create(tmp_path / "shop"), tmp_path / "chip.json"
    device = sim(option, where, "--chip", str(chip), "--press", "menu 0")
    name = device.see(f"{option[2:]}: ").split(": ")[1].strip()
    device.see("Point at the")
    row = talk(name, shop, lambda terminal, run: live.issue_live(Desk(shop), terminal, run, METER, CUSTOMER))
    device.see("file is taken")
    device.end()
    assert open_chip(chip).cells.card.hex() == row.card


def test_what_cannot_be_opened_is_said_in_a_line(sim):
    device = sim("--beam", "nowhere")
    device.see("'nowhere' is no place for the beam: name HOST:PORT, or pty")
    assert device.status() == 1


def test_an_unknown_key_is_said_in_a_line(sim):
    device = sim("--press", "jump")
    device.see("there is no key 'jump'")
    assert device.status() == 1


def test_the_meter_of_the_card_hangs_in_front_of_the_device(tmp_path, sim):
    blank = sim("--personality", "SY")
    blank.see("the chip is blank")
    assert blank.status() == 1
    path = tmp_path / "chip.json"
    issue(Desk(Shop.create(tmp_path / "shop")), new_chip(f"{7:016}", path), METER, CUSTOMER)
    device = sim("--chip", str(path), "--personality", "SY", "--press", "menu up ok")
    device.see(f"meter: {METER}, like SY")
    device.see("Left")
    device.end()
