# test_head.py - an infrared head takes no more than light can carry, however much is sent to it
from wattkey_host.sim.clock import BYTE_US
from wattkey_host.sim.ends import End
from wattkey_host.sim.head import Head, Lamp


class Sender(End):
    """A program that has everything ready at once."""

    def __init__(self, data):
        self.data = bytearray(data)

    def _read(self, room):
        out = bytes(self.data[:room])
        del self.data[:room]
        return out

    def _write(self, data):
        raise AssertionError("nothing comes back")


def lamp(world):
    head = Head(world)
    world.air.aim(head)
    return Lamp(world, head)


def pump(world, lamp, sender, seconds):
    """As `wattkey sim` does it: what has come is passed on, time goes by."""
    for _ in range(round(seconds / 0.005)):
        sender.pump(lamp.take, lambda: b"", lamp.room())
        world.run_for(0.005)


def test_megabytes_wait_at_their_sender(board):
    world = board(on=False)
    light, flood = lamp(world), Sender(bytes(3_400_000))
    for _ in range(100):
        flood.pump(light.take, lambda: b"", light.room())
    assert 3_400_000 - len(flood.data) == Lamp.AHEAD
    pump(world, light, flood, seconds=1)
    taken = 3_400_000 - len(flood.data)
    assert abs(taken - Lamp.AHEAD - 1_000_000 / BYTE_US) < 3


def test_the_eye_is_not_deaf_after_a_flood(board):
    world = board(on=False)
    light = lamp(world)
    pump(world, light, Sender(bytes(100_000)), seconds=1)
    pump(world, light, Sender(b"\x68\x16"), seconds=(Lamp.AHEAD + 4) * BYTE_US / 1_000_000)
    assert [byte.value for byte in world.air.log[-2:]] == [0x68, 0x16]


def test_nothing_is_lost_or_late_that_comes_at_the_speed_of_light(board):
    world = board(on=False)
    light, said = lamp(world), bytes(range(200))
    pump(world, light, Sender(said), seconds=len(said) * BYTE_US / 1_000_000 + 0.02)
    assert bytes(byte.value for byte in world.air.log) == said
