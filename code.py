# code.py - the life of the device, told in order
import asyncio
import os
import sys

sys.path.append("/drivers")
sys.path.append("/flows")

from clock_board import BoardClock
from menu import MENU

from wattkey import ports
from wattkey.device import Device
from wattkey.home import Home
from wattkey.mailbox import Mailbox
from wattkey.menu import Menu
from wattkey.outbox import Outbox
from wattkey.person import Presenter
from wattkey.plugins import Parts, keep_running, load_menu, run_flow
from wattkey.text import Texts


def settings(name, default):
    """A value of settings.toml as text; the defaults work without it, and where it has a mistake."""
    try:
        return str(os.getenv(name, default))
    except ValueError:
        return default


async def main():
    """Start the parts, name the nouns, run for ever."""
    clock = BoardClock()
    device = Device(settings, clock)

    # The parts. One that fails is shown; the rest runs.
    parts = Parts(settings, clock)
    screen = device.screen = parts.start("screen", "ssd1306", "P07", ports.Screen())
    device.keys = parts.start("keys", "matrix", "P04", ports.Keys(clock))
    device.esam = parts.start("esam", "spi", "P01", ports.Esam())
    device.link = parts.start("link", "ir", "P03", ports.Link())
    store = device.store = parts.start("store", "nvm", "P08", ports.Store())
    drive = device.drive = parts.start("drive", "board", "P05", ports.Drive())

    # The nouns that stay; a flow brings its own (lib/wattkey/device.py).
    wallet = device.wallet = device.noun("wallet")
    person = device.person = device.noun("person")
    chosen = store.get(store.LANGUAGE).decode()
    texts = Texts(chosen or settings("WATTKEY_LANGUAGE", "zh"))
    mark = "!" if wallet.insecure else ""  # of a soft ESAM
    presenter = device.presenter = Presenter(screen, texts, device.facts, mark)

    asyncio.create_task(keep_running(screen.run, "P07", presenter, clock))
    asyncio.create_task(keep_running(person.listen, "P04", presenter, clock))
    for code, _ in parts.broken:
        presenter.problem(code)
        await person.reads()

    mailbox = Mailbox(drive, wallet, clock)
    outbox = Outbox(drive, wallet)
    menu = Menu(MENU, load_menu, settings)
    home = Home(menu, lambda name: run_flow(name, device), wallet, mailbox, outbox, person, presenter, clock)
    await home.run(settings("START", ""))


asyncio.run(main())
