# code.py - the life of the device, told in order
import asyncio
import os
import sys

sys.path.append("/drivers")
sys.path.append("/flows")

from clock_board import BoardClock
from menu import MENU

from wattkey import ports
from wattkey.dlt645.master import Master
from wattkey.flow import Runner
from wattkey.mailbox import Mailbox
from wattkey.menu import Home
from wattkey.meter import Meter
from wattkey.outbox import Outbox
from wattkey.person import Person, Presenter
from wattkey.plugins import Parts, keep_running, run_flow
from wattkey.relay import Relay
from wattkey.text import Texts
from wattkey.usage import Usage
from wattkey.wallet import Wallet


def settings(name, default):
    """A value of settings.toml as text; the defaults work without it, and where it has a mistake."""
    try:
        return str(os.getenv(name, default))
    except ValueError:
        return default


async def main():
    """Start the parts, name the nouns, run for ever."""
    clock = BoardClock()

    # The parts. One that fails is shown; the rest runs.
    parts = Parts(settings, clock)
    screen = parts.start("screen", "ssd1306", "P07", ports.Screen())
    keys = parts.start("keys", "matrix", "P04", ports.Keys(clock))
    esam = parts.start("esam", "spi", "P01", ports.Esam())
    link = parts.start("link", "ir", "P03", ports.Link())
    drive = parts.start("drive", "board", "P05", ports.Drive())

    # The nouns of the flow tables.
    facts: "dict[str, object]" = {}
    wallet = Wallet(esam, facts)
    master = Master(link, clock)
    meter = Meter(master, wallet, facts)
    usage = Usage(master, meter, wallet, facts)
    relay = Relay(master, meter, wallet, facts)
    person = Person(keys, clock, drive.attached)
    texts = Texts(settings("WATTKEY_LANGUAGE", "zh"))
    presenter = Presenter(screen, texts, facts, "!" if wallet.insecure else "")  # the mark of a soft ESAM
    nouns = {"wallet": wallet, "meter": meter, "usage": usage, "relay": relay, "person": person}
    runner = Runner(nouns, presenter.step)

    asyncio.create_task(keep_running(screen.run, "P07", presenter, clock))
    asyncio.create_task(keep_running(person.listen, "P04", presenter, clock))
    for code, _ in parts.broken:
        presenter.problem(code)
        await person.reads()

    mailbox = Mailbox(drive, wallet, clock)
    outbox = Outbox(drive, wallet)
    home = Home(MENU, lambda name: run_flow(name, runner), wallet, mailbox, outbox, person, presenter, clock)
    await home.run()


asyncio.run(main())
