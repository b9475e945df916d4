# imagecases.py - images of the firmware: what is none, not whole, not signed, for another board, dead, without room
"""The device of most of these cases runs from an image, as it is shipped; the two first need none."""

from collections.abc import Callable
from functools import cache

from wattkey_host import device_root
from wattkey_host.drive.contents import MOUNT, application, application_names
from wattkey_host.drive.fat import CLUSTER, CLUSTERS
from wattkey_host.drive.pack import sealed
from wattkey_host.sim.chosen import choose
from wattkey_lab.badinput.case import Case, Deed
from wattkey_lab.badinput.standin import home
from wattkey_lab.torture.cuts.bench import Bench
from wattkey_lab.torture.cuts.handheld import STAND_INS

RUNS, DROPPED, OTHERS = "/running.img", "/new.img", "/holiday.mp4"
SLOT = 16  # bytes of a slot of nvm (loader.py)
ONE = bytes(30_000)
HALF = 150_016  # bytes


@cache
def version(number: str, home_page: str = "") -> bytes:
    """The sources as an image of that number; `home_page` in the place of a module that it cannot do without."""
    others = {"/lib/wattkey/__init__.py": f'VERSION = "{number}"\n'.encode()}
    if home_page:
        others["/lib/wattkey/home.py"] = home_page.encode()
    return sealed(application(device_root(), mpy=False, others=others), number)


def said(old: bytes, new: bytes) -> Callable[[], bytes]:
    """A newer version whose manifest says something else."""
    return lambda: version("9.9.9").replace(old, new)


def shown(bench: Bench, code: str, seconds: float = 60) -> None:
    """Until the screen says it."""
    bench.world.run_until(lambda: bench.page.status == code, seconds)


def drop(bench: Bench, whole: bytes) -> None:
    """A host copies it onto the drive."""
    bench.world.cable.plug()
    bench.world.cable.copy(DROPPED, whole)


def from_image(bench: Bench) -> None:
    """The loose files give way to an image; what stands in for screen and keypad stays."""
    bench.world.cut_power()
    for path in application_names(device_root()):
        if bench.world.drive.node(path) and path.rpartition("/")[2] not in STAND_INS:
            bench.world.drive.delete(path)
    bench.world.drive.write(MOUNT, b"")  # its folder is where the image is mounted
    bench.world.drive.write(RUNS, version("1.0.0"))
    bench.on()


def loose(code: str, whole: Callable[[], bytes]) -> Deed:
    """Dropped on a device of loose files."""

    def do(bench: Bench) -> None:
        drop(bench, whole())
        shown(bench, code)

    return do


def packed(code: str, whole: Callable[[], bytes], **settings: str) -> Deed:
    """Dropped on a device that runs from an image."""

    def do(bench: Bench) -> None:
        from_image(bench)
        choose(bench.world.drive, **settings)
        loose(code, whole)(bench)

    return do


def without_room(bench: Bench) -> None:
    """Nothing can be noted any more; and the cable, which would bring the power to make room, is pulled out."""
    from_image(bench)
    nvm = bench.world.machine.nvm
    used = next(at for at in range(0, len(nvm), SLOT) if nvm[at] == 0xFF)
    nvm[used:] = bytes(len(nvm) - used)
    bench.off_and_on()
    drop(bench, version("9.9.9"))
    bench.world.run_until(lambda: "->" in " ".join(bench.page.lines), 60)
    bench.world.cable.unplug()
    bench.press("#")


def dead(bench: Bench) -> None:
    """The code of the image ends at once, at each of three starts."""
    from_image(bench)
    drop(bench, version("9.9.9", "raise RuntimeError\n"))
    bench.world.run_until(lambda: "->" in " ".join(bench.page.lines), 60)
    bench.world.keypad.press("#")
    shown(bench, "T90")


def no_room_for_it(bench: Bench) -> None:
    """The drive was full in the middle of the copy."""
    from_image(bench)
    drop(bench, version("9.9.9")[:HALF])
    bench.world.run_for(1)
    bench.world.drive.write(OTHERS, bytes(CLUSTER * (CLUSTERS - bench.world.drive.taken(CLUSTER))))
    shown(bench, "T91")


def left(bench: Bench) -> None:
    """The file is deleted, and whatever took its room, and the cable pulled out."""
    bench.press("*")
    for path in (DROPPED, OTHERS):
        if bench.world.drive.node(path):
            bench.world.drive.delete(path)
    bench.world.cable.unplug()
    bench.world.run_for(1)
    home(bench)


CASES = (
    Case("a file .img that is no image of the firmware", "T81", loose("T81", lambda: ONE), heal=left),
    Case("an image on a device of loose files", "T89", loose("T89", lambda: version("9.9.9")), heal=left),
    Case("half an image", "T82", packed("T82", lambda: version("9.9.9")[:HALF]), heal=left),
    Case(
        "an image that nobody has signed, where a signature is wanted", "T83",
        packed("T83", lambda: version("9.9.9"), UPDATE_KEY="ab" * 256), heal=left,
    ),
    Case("an image for another board", "T84", packed("T84", said(b"pi_pico\n", b"pi_pica\n")), heal=left),
    Case(
        "an image for another CircuitPython", "T85",
        packed("T85", said(b"circuitpython 10\n", b"circuitpython 11\n")), heal=left,
    ),
    Case("an image that needs a newer loader", "T86", packed("T86", said(b"loader 1\n", b"loader 9\n")), heal=left),
    Case("the image that runs, once more", "T87", packed("T87", lambda: version("1.0.0")), heal=left),
    Case("a newer image, and no room in nvm", "T88", without_room, heal=left),
    Case("an image that ends at every start", "T90", dead, heal=left),
    Case("an image for which the drive has no room", "T91", no_room_for_it, heal=left),
)  # fmt: skip
