# code.py - the life of the device, told in order
import board

if board.board_id != "raspberry_pi_pico":  # a Pico 2 has no alarm, and ends in the next line
    print("WattKey runs on a Raspberry Pi Pico (RP2040, 2 MB) only; this board is", board.board_id)
import alarm
import microcontroller
from watchdog import WatchDogMode

dog = microcontroller.watchdog
if dog:
    dog.timeout = 8  # s, the most it can; every turn of the loop feeds it (drivers/clock_board.py)
    dog.mode = WatchDogMode.RESET
if alarm.sleep_memory[244] > 5:  # not even the loader comes to its end
    import faults

    faults.rest()
import loader

loader.start()  # what follows may lie in an image
del loader.start  # its code leaves
if alarm.sleep_memory[244]:  # there was a fault, perhaps the third in a row
    import faults

    faults.heed()
import asyncio
import os

from clock_board import BoardClock
from menu import MENU

from wattkey import ports
from wattkey.device import Device
from wattkey.home import Home
from wattkey.menu import Menu
from wattkey.page import Page
from wattkey.plugins import Parts, keep_running, load_menu, run_flow
from wattkey.presenter import Presenter
from wattkey.text import Texts


def settings(name, default):
    """A value of settings.toml as text; the defaults work without it, and where it has a mistake."""
    try:
        return str(os.getenv(name, default))
    except ValueError:
        return default


async def run(name, device):
    """One flow. An image that a host has changed meanwhile is left only behind it."""
    if device.rest:
        device.rest.begin(name)
    loader.life.busy(True)
    try:
        return await run_flow(name, device)
    finally:
        loader.life.busy(False)
        if device.rest:
            device.rest.end()


def begin_rest(parts, device, post):
    """With a battery: what nobody uses draws little. A collection terminal has none."""
    if not settings("POWER", "") or settings("START", ""):
        return
    from wattkey.power import Power
    from wattkey.rest import Rest

    power = parts.start("power", "battery", "P14", Power())
    device.rest = Rest(power, device, post)
    asyncio.create_task(keep_running(device.rest.run, "P14", device.presenter, device.clock))


def begin_more(parts, device, post):
    """What a person has chosen, and what few devices have: a battery, a buzzer."""
    device.screen.dim(device.store.chosen(0, 255))  # choices.py
    begin_rest(parts, device, post)
    if not settings("SOUND", ""):
        return
    from wattkey.sound import Sound
    from wattkey.sounds import Sounds

    sounds = Sounds(parts.start("sound", "buzzer", "P15", Sound()), device)
    asyncio.create_task(keep_running(sounds.run, "P15", device.presenter, device.clock))


async def start():
    """Start what the menu needs and show it, then the rest. Returns what runs for ever."""
    clock = BoardClock()
    device = Device(settings, clock)
    device.lost = loader.life.lost

    # The parts. One that fails is shown; the rest runs.
    parts = Parts(settings, clock)
    screen = device.screen = parts.start("screen", "ssd1306", "P07", ports.Screen())
    device.keys = parts.start("keys", "native", "P04", ports.Keys(clock))
    device.esam = parts.start("esam", "spi", "P01", ports.Esam())
    store = device.store = parts.start("store", "nvm", "P08", ports.Store())

    # The nouns that stay; a flow brings its own (lib/wattkey/device.py).
    wallet = device.wallet = device.noun("wallet")
    person = device.person = device.noun("person")
    texts = Texts(store.get(store.LANGUAGE).decode() or settings("WATTKEY_LANGUAGE", "zh"))
    if wallet.insecure:  # a chip that is a program: every screen says so
        Page.mark = texts.get("row.insecure") + " "
    presenter = device.presenter = Presenter(screen, texts, device.facts)

    asyncio.create_task(keep_running(screen.run, "P07", presenter, clock))
    asyncio.create_task(keep_running(person.listen, "P04", presenter, clock))
    menu = Menu(MENU, load_menu, settings)
    home = Home(menu, lambda name: run(name, device), wallet, person, presenter, clock)
    await home.first_page()
    await screen.drawn()
    for text, value in loader.life.reached():
        home.tell(text, value)

    # What the menu does not need. A key pressed meanwhile waits.
    drive = device.drive = parts.start("drive", "board", "P05", ports.Drive())
    await clock.sleep_ms(0)
    device.link = parts.start("link", "ir_pio", "P03", ports.Link())
    await clock.sleep_ms(0)
    from wattkey.post import Post

    post = Post(drive, wallet, clock, person.pressed, device.link.bus)
    begin_more(parts, device, post)
    return home.run(post, parts.broken, settings("START", ""))


def live():
    """The start, then all that follows it."""
    try:
        life = asyncio.run(start())
        for once in ("start", "begin_more", "begin_rest"):  # a start's code and what it held take 1 KB
            del globals()[once]
        asyncio.run(life)
    except Exception as error:  # nobody should have to switch it off and on; a fault that comes back is reported
        import faults

        faults.ended(error)
        raise


if __name__ == "__main__":  # as life.mpy it is called by the code.py beside it
    live()
