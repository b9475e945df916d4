# touching.py - a customer at the page: buys, drops the file, and loads it, through messages
import base64


def buy(table, amount="100.00"):
    """Sold, downloaded, dropped on the drive, taken by the handheld, and the cable out."""
    table.ok("usb.plug")
    table.go(1)
    table.ok("counter.sell", amount=amount)
    name = table.seen["counter"]["purchases"][0]["file"]
    table.ok("drive.put", name=name, data=base64.b64encode(table.engine.scene.counter.file(name)).decode())
    table.sees(f"{amount} / received")
    table.go(14)
    table.ok("usb.unplug")
    table.sees(amount)
    table.until(lambda: not table.engine.scene.world.machine.sleep_memory[0])


def load(table):
    table.press("#")
    table.sees("Loaded")
