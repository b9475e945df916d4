# test_link_rs485.py - the direction pin: the pair is driven for the frame and let go before the quickest answer
import pytest

from wattkey_host.sim.uart import UartConfig

FRAME = bytes(range(0x40, 0x40 + 60))
ANSWER = bytes(255 - n for n in range(40))
HOG = """
import microcontroller
async def hog():
    while True:
        microcontroller.delay_us(15_000)
        await clock.sleep_ms(1)
asyncio.create_task(hog())
"""
ASK = f"""
await part.send({FRAME!r})
whole = b""
while True:
    data = await part.receive(300)
    if not data:
        break
    whole += data
print(whole)
"""


class Listener:
    """Hears a frame and answers `delay_us` after its last stop bit."""

    def __init__(self, clock, delay_us=20_000):
        self.heard = bytearray()
        self.speak = lambda data: None
        self._clock, self._delay_us = clock, delay_us

    def hear(self, byte):
        self.heard.append(byte)
        if len(self.heard) == len(FRAME):
            self._clock.after(self._delay_us, lambda: self.speak(ANSWER))


def asked(device, body, baud=1200, seconds=4):
    world = device("link_rs485", body, settings={"RS485_BAUD": str(baud)})
    listener = Listener(world.clock)
    world.bus.add(listener, UartConfig(baud, 8, "even", 1))
    world.run_for(seconds)
    return world, listener


@pytest.mark.parametrize("baud", [600, 1200, 2400, 4800, 9600])
@pytest.mark.parametrize("busy", ["", HOG], ids=["idle", "busy loop"])
def test_question_and_quickest_answer_pass_whole(device, baud, busy):
    world, listener = asked(device, busy + ASK, baud)
    assert bytes(listener.heard) == FRAME
    assert world.machine.console == repr(ANSWER) + "\n"
    assert world.bus.collisions == 0


def test_the_pair_is_free_within_2_ms_of_the_last_stop_bit(device):
    world = device("link_rs485", ASK)
    turns = []
    world.nets.watch("GP22", lambda level: turns.append((world.clock.now_us, level)) or world.bus.turn(level))
    world.run_for(4)
    driven = [at for at, level in turns if level]
    freed = [at for at, level in turns if not level]
    end = max(byte.end_us for byte in world.bus.log if byte.direction == "out")
    assert len(driven) == 1
    assert 0 <= freed[-1] - end <= 2_000


def test_the_own_frame_is_not_heard(device):
    world, _ = asked(device, f"await part.send({FRAME[:20]!r})\nprint(await part.receive(200))")
    assert world.machine.console == "b''\n"


def test_a_pair_that_is_held_too_long_spoils_the_answer(device):
    """The simulated pair is not kind: with the pin kept high the answer is lost."""
    body = f"part._direction.value = True\nawait part.feed({FRAME!r})\nprint(await part.receive(1500))"
    world, listener = asked(device, body)
    assert bytes(listener.heard) == FRAME
    assert world.machine.console == "b''\n"
    assert world.bus.collisions == len(ANSWER)


def test_another_speed_is_not_understood(device):
    world = device("link_rs485", ASK, settings={"RS485_BAUD": "2400"})
    listener = Listener(world.clock)
    world.bus.add(listener)
    world.run_for(4)
    assert listener.heard == b""
