# test_link_port.py - every driver of the port Link: bytes to the meter and back, in time, without holding up the loop
import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.sim.adapter import Adapter
from wattkey_host.sim.clock import BYTE_US
from wattkey_host.sim.powerline import PowerLine
from wattkey_host.sim.wire import Wire
from wattkey_host.sim.world import WIRING

# any bytes do, but for a link that looks for the frame and for the node that stands in it (link_plc)
FRAME = bytes(encode(Frame(bytes.fromhex("000000123456"), 0x11, bytes(48)), 0))
ANSWER = bytes(255 - n for n in range(216))  # the longest answer: FE x4, 200 bytes of data and their frame

LIGHTS = ("link_ir", "link_ir_pio")
AS_THEY_ARE = (*LIGHTS, "link_usb", "link_serial", "link_rs485")  # at 1200 baud, and whatever the bytes are
LINKS = (*AS_THEY_ARE, "link_plc")
BOOT = b"import usb_cdc\nusb_cdc.enable(data=True)\n"


def light(world, listener):
    world.air.aim(listener)
    return world.air.log


def pair(world, listener):
    world.bus.add(listener)
    return world.bus.log


def power_line(world, listener):
    """As quick as a wire: waiting is a matter of test_link_plc.py."""
    world.line = PowerLine(world.clock, delay_s=(0.0, 0.001))
    world.line.add("000000123456", listener)
    return world.line.log


def wire(world, listener):
    world.wire = Wire(world.clock, listener)
    return world.wire.log


def usb(world, listener):
    world.cable.plug()
    return Adapter(world.clock, world.cable, listener).log


# each gives the log of the bytes on the line
SURROUNDINGS = dict.fromkeys(LIGHTS, light) | {
    "link_serial": wire,
    "link_rs485": pair,
    "link_plc": power_line,
    "link_usb": usb,
}


@pytest.fixture(params=LINKS)
def link(request, device, listener):
    """`link(body, listener's arguments)` -> (world, listener) after some seconds of a program with the link as part."""

    def run(body, seconds=7, **listening):
        world = device(request.param, body, files={"/boot.py": BOOT})
        meter = listener(world.clock, FRAME, **listening)
        world.seen = SURROUNDINGS[request.param](world, meter)
        world.run_for(seconds)
        return world, meter

    return run


only_light = pytest.mark.parametrize("link", LIGHTS, indirect=True)
as_they_are = pytest.mark.parametrize("link", AS_THEY_ARE, indirect=True)


def said(world):
    """What the program printed, evaluated line by line."""
    return [eval(line) for line in world.machine.console.splitlines()]  # our own program


SEND = f"FRAME = {FRAME!r}\n"


def test_a_frame_arrives_whole(link):
    _, listener = link(SEND + "await part.send(FRAME)")
    assert bytes(listener.heard) == FRAME


@as_they_are
@pytest.mark.parametrize("length", [1, 15, 16, 17, 31, 32, 33, 64, 220])
def test_every_length_arrives(link, length):
    _, listener = link(f"await part.send(bytearray(range({length})))")
    assert bytes(listener.heard) == bytes(range(length))


@as_they_are
def test_bytes_follow_each_other_without_a_gap(link):
    world, _ = link(SEND + "await part.send(FRAME)")
    sent = [byte for byte in world.seen if byte.direction == "out"]
    gaps = [later.start_us - byte.end_us for byte, later in zip(sent, sent[1:], strict=False)]
    assert max(gaps) <= 100
    assert sent[-1].end_us - sent[0].start_us == pytest.approx(len(FRAME) * BYTE_US, rel=0.005)


@only_light
def test_the_carrier_is_there(link):
    world, _ = link(SEND + "await part.send(FRAME)\nawait clock.sleep_ms(100_000)")
    if world.light.edges:  # a burst that was seen edge by edge: a start bit
        start_us = world.light.edges[0][0]
        frequency, duty = world.light.carrier(start_us, start_us + 800)
    else:
        frequency, duty = world.waves[WIRING["carrier"][0]]
    assert frequency == pytest.approx(38_000, rel=0.01)
    assert duty == pytest.approx(0.5, abs=0.01)


@as_they_are
def test_send_returns_with_the_last_stop_bit(link):
    world, _ = link(
        "await clock.sleep_ms(500)\n"
        + SEND
        + "start = clock.ticks_ms()\nawait part.send(FRAME)\nprint(clock.since(start))"
    )
    took_ms = said(world)[0]
    assert len(FRAME) * BYTE_US / 1000 <= took_ms + 1
    assert took_ms <= len(FRAME) * BYTE_US / 1000 + 5


def test_the_loop_is_not_held_up_by_60_bytes(link):
    world, _ = link(
        SEND
        + """
asyncio.create_task(ticks())
await clock.sleep_ms(50)
await part.send(FRAME)
await part.receive(300)
print(worst)
"""
    )
    assert said(world)[0] <= 20


@only_light
def test_the_own_echo_is_not_returned(link):
    world, _ = link(SEND + "for n in range(3):\n    await part.send(FRAME)\n    print(await part.receive(200))")
    assert world.air.echo
    assert said(world) == [b"", b"", b""]


@pytest.mark.parametrize("delay_ms", [20, 100, 480])
def test_an_answer_comes_back_whole(link, delay_ms):
    body = SEND + "await part.send(FRAME)\nprint(await heard(1000))"
    world, _ = link(body, answer=ANSWER, delay_ms=delay_ms)
    assert said(world) == [ANSWER]


def test_an_answer_waits_for_a_program_that_is_late(link):
    """All of the longest answer finds room while the program does something else."""
    body = SEND + "await part.send(FRAME)\nawait clock.sleep_ms(3000)\nprint(await heard(1000))"
    world, _ = link(body, seconds=8, answer=ANSWER)
    assert said(world) == [ANSWER]


def test_the_quickest_answer_survives_a_collection_of_garbage(link):
    """The meter may answer after 20 ms; another task may hold the loop for 15 ms just then."""
    body = SEND + "asyncio.create_task(hog())\nawait part.send(FRAME)\nprint(await heard(1000))"
    world, listener = link(body, answer=ANSWER, delay_ms=20)
    assert bytes(listener.heard) == FRAME
    assert said(world) == [ANSWER]


def test_several_questions_and_answers(link):
    body = SEND + "for n in range(3):\n    await part.send(FRAME)\n    print(await heard(1000))"
    world, _ = link(body, seconds=12, answer=ANSWER[:60])
    assert said(world) == [ANSWER[:60]] * 3


@pytest.mark.parametrize("limit_ms", [0, 1, 300, 1000])
def test_silence_is_told_after_the_limit(link, limit_ms):
    world, _ = link(f"start = clock.ticks_ms()\nprint(await part.receive({limit_ms}))\nprint(clock.since(start))")
    data, took_ms = said(world)
    assert data == b""
    assert limit_ms <= took_ms <= limit_ms + 10


@as_they_are
def test_what_came_before_the_question_is_not_its_answer(link):
    """Noise, or a late answer to the question before, that arrived while nobody asked."""
    body = SEND + "await clock.sleep_ms(1000)\nawait part.send(FRAME)\nprint(await part.receive(200))"
    world, listener = link(body, seconds=0.1)
    world.clock.after(1_700_000, lambda: listener.speak(b"noise"))
    world.run_for(6)
    assert any(byte.direction == "in" for byte in world.seen)
    assert said(world) == [b""]


@as_they_are
def test_what_the_port_says_about_itself(link):
    world, _ = link("print((part.baud, part.preamble, part.hears_itself))")
    baud, preamble, hears_itself = said(world)[0]
    assert baud == 1200
    assert 0 <= preamble <= 4
    assert hears_itself in (True, False)


@as_they_are
@pytest.mark.parametrize("dark", [False, True])
def test_the_own_light_is_heard_where_the_link_hears_itself(link, dark):
    body = "await clock.sleep_ms(1000)\nprint([part.hears_itself, await part.echo(bytes([0xFE, 0x55, 0xAA, 0xFE]))])"
    world, listener = link(body, 1)
    world.air.echo = not dark
    world.run_for(2)
    ((hears_itself, heard),) = said(world)
    assert heard == (b"\xfe\x55\xaa\xfe" if hears_itself and not dark else b"")
    assert bytes(listener.heard) == b"\xfe\x55\xaa\xfe"


NO_HOST = """
await part.send(FRAME)
print(clock.since(0) > 0, await part.receive(10))
asyncio.create_task(ticks())
await part.send(FRAME * 10)
print(worst <= 20)
"""


def test_usb_without_a_host_gives_up_and_never_holds_the_loop(device):
    world = device("link_usb", SEND + NO_HOST, files={"/boot.py": BOOT})
    world.run_for(8)
    assert world.machine.console == "True b''\nTrue\n"
    assert world.cable.to_host == b""


def test_usb_with_nothing_slow_behind_it_waits_for_nothing(device):
    body = SEND + "await clock.sleep_ms(500)\npart.baud = 0\nstart = clock.ticks_ms()\nawait part.send(FRAME)\n"
    world = device("link_usb", body + "print(clock.since(start))", files={"/boot.py": BOOT})
    world.cable.plug()
    world.run_for(3)
    assert int(world.machine.console) <= 5
    assert world.cable.to_host == FRAME


def test_usb_that_boot_did_not_enable_is_a_broken_part(device):
    world = device("link_usb", "pass")
    world.run_for(3)
    assert "PartBroken: ('P03', 'usb_cdc.data is off')" in world.machine.crash
    world.machine.crash = ""  # it was wanted
