# imagewords.py - the words of a story about images of the firmware: dropped whole, half, spoiled, dead
"""The handheld's own sources under another version number; compiled where the board wants it so."""

from collections.abc import Callable

from wattkey_host import device_root
from wattkey_host.drive.contents import application, application_names, loaders
from wattkey_host.drive.imagefile import name
from wattkey_host.drive.pack import pack, sealed
from wattkey_host.sim.drive import Node
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage

_CORE = "/lib/wattkey/__init__"
_BROKEN = {"dead": ("home", b"raise RuntimeError\n")}  # what is wrong with it: module of the core, its text
_SPOILED_AT = 100_000


def run_from_image(stage: Stage) -> None:
    """`run from an image`: the drive as it is shipped, before the power comes; loose files go."""
    drive, root = stage.world.drive, device_root()
    if not any(drive.node(_CORE + end) for end in (".py", ".mpy")):
        return
    if stage.world.compiled:
        raise StoryFailed("for the emulated Pico: wattkey pico --image")
    for path in application_names(root):
        if drive.node(path):
            drive.delete(path)
    for path, content in loaders(root, mpy=False).items():
        if not drive.node(path):
            drive.write(path, content)
    drive.write("/running.img", pack(root, mpy=False))


def image(stage: Stage, version: str, broken: str = "") -> bytes:
    """The firmware under another version number."""
    sources = {_CORE + ".py": f'VERSION = "{version}"\n'.encode()}
    if broken:
        module, text = _BROKEN[broken]
        sources[f"/lib/wattkey/{module}.py"] = text
    return sealed(application(device_root(), stage.world.compiled, sources), version)


def drop_image(stage: Stage, version: str, broken: str = "") -> None:
    """`drop image 1.1.0`: copied onto the drive, as a host copies. `drop image 1.1.0 dead`: its code ends at once."""
    stage.world.cable.copy("/" + name(version), image(stage, version, broken))


def drop_spoiled(stage: Stage, version: str) -> None:
    """`drop spoiled image 1.1.0`: one bit of it is another one."""
    whole = bytearray(image(stage, version))
    whole[_SPOILED_AT] ^= 1
    stage.world.cable.copy("/" + name(version), bytes(whole))


def drop_half(stage: Stage, version: str) -> None:
    """`drop half an image 1.1.0`: the cable was pulled, or the drive was full."""
    whole = image(stage, version)
    stage.world.cable.copy("/" + name(version), whole[: len(whole) // 2])


def delete(stage: Stage, version: str) -> None:
    """`delete image 1.1.0`: the host throws it away, and copies other bytes to where it was."""
    path, others = "/" + name(version), bytes(range(256)) * 800
    there = stage.world.drive.node(path)
    if not there:
        raise StoryFailed(f"there is no {path}")
    stage.world.cable.delete(path)
    stage.world.cable.copy("/holiday.jpg", others)
    if isinstance(there, Node) and there.data:  # the simulated drive has no clusters that a new file could take
        there.data[:] = others[: len(there.data)]


IMAGES: dict[str, Callable[..., object]] = {
    "run from an image": run_from_image,
    "drop image": drop_image,
    "drop spoiled image": drop_spoiled,
    "drop half an image": drop_half,
    "delete image": delete,
}
