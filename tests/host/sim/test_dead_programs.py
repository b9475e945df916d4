# test_dead_programs.py - what a program does after its power is gone: nothing
"""Cuts at every operation, programs that will not die, errors in hooks; and two runs are the same."""

import pytest

LAST_WORDS = """
import alarm, asyncio, board, busio, digitalio, microcontroller, pwmio, time

pwm = pwmio.PWMOut(board.GP2, frequency=38000, duty_cycle=32768)
uart = busio.UART(board.GP0, board.GP1, baudrate=1200, parity=busio.UART.Parity.EVEN)
led = digitalio.DigitalInOut(board.LED)
led.switch_to_output()

def last_words():
    for act in (
        lambda: uart.write(b"zz"), lambda: setattr(led, "value", True), lambda: print("last"),
        lambda: alarm.sleep_memory.__setitem__(0, 1), lambda: microcontroller.nvm.__setitem__(0, 1),
        lambda: open("/boot.py", "rb"), lambda: time.sleep(1), microcontroller.reset,
    ):
        try:
            act()
        except BaseException:
            pass

async def wait():
    try:
        await asyncio.sleep(1000)
    finally:
        last_words()

async def main():
    task = asyncio.create_task(wait())
    try:
        while True:
            uart.write(b"abcdef")
            await asyncio.sleep(0.1)
    finally:
        last_words()

asyncio.run(main())
"""


def nothing_was_left(world, lives):
    sent = [byte.value for byte in world.air.log]
    world.run_for(3)
    assert [byte.value for byte in world.air.log] == sent
    assert ord("z") not in sent
    assert "last" not in world.machine.console
    assert world.machine.nvm == b"\xff" * 4096
    assert world.machine.sleep_memory == bytes(256)
    assert world.nets.level("GP25") is False
    assert (world.machine.state, world.machine.lives) == ("off", lives)


@pytest.mark.parametrize("after_s", [0.7, 1.5, 1.6, 1.71])
def test_a_cut_from_outside_leaves_nothing_behind(board, after_s):
    world = board(LAST_WORDS)
    world.run_for(after_s)
    world.cut_power()
    nothing_was_left(world, 1)


@pytest.mark.parametrize("k", [1, 2, 6, 9])
def test_a_cut_at_operation_k_leaves_nothing_behind(board, k):
    world = board(LAST_WORDS)
    world.air.echo = False
    seen = []

    def cut_at_k(name, *detail):
        seen.append(name)
        if len(seen) == k:
            world.cut_power()

    world.hooks.append(cut_at_k)
    world.run_for(3)
    assert seen == ["uart"] * k
    assert len(world.air.log) == k - 1, "the byte at which the power was cut did not leave"
    nothing_was_left(world, 1)


def test_a_program_that_will_not_die_is_parked(board):
    world = board("""
        import time
        while True:
            try:
                time.sleep(1)
            except BaseException:
                pass
        """)
    world.run_for(3)
    world.cut_power()
    world.power_on()
    world.run_for(3)
    assert world.machine.state == "running"


def test_a_reset_inside_finally_of_a_dead_life_does_not_reset_the_next(board):
    world = board("""
        import microcontroller, time
        def late():
            try:
                yield 1
            finally:
                microcontroller.reset()
        kept = late()
        next(kept)
        time.sleep(1000)
        """)
    world.run_for(2)
    world.cut_power()
    world.power_on()
    world.run_for(5)
    assert world.machine.lives == 2


def test_an_error_in_a_hook_is_the_tests_own_and_stops_the_world(board):
    world = board("""
        import microcontroller
        try:
            microcontroller.nvm[0] = 1
        except Exception:
            print("caught")
        """)

    def broken(name, *detail):
        raise LookupError("mine")

    world.hooks.append(broken)
    with pytest.raises(LookupError, match="mine"):
        world.run_for(3)
    assert (world.machine.state, world.machine.console) == ("off", "")


def test_the_world_cannot_be_run_from_inside(board):
    world = board()
    world.clock.after(1000, lambda: world.run_for(1))
    with pytest.raises(RuntimeError, match="running already"):
        world.run_for(1)


def test_run_until_looks_every_ten_milliseconds(board):
    world = board("import time\ntime.sleep(0.5)\nprint('now')\ntime.sleep(100)")
    assert world.run_until(lambda: "now" in world.machine.console, 5)
    assert 2_000_000 <= world.clock.now_us <= 2_010_000
    assert not world.run_until(lambda: "never" in world.machine.console, 1)
    assert world.clock.now_us <= 3_010_000


def test_two_runs_are_the_same(board):
    program = """
        import board, busio, os, pwmio, random, supervisor, time
        pwm = pwmio.PWMOut(board.GP2, frequency=38000, duty_cycle=32768)
        uart = busio.UART(board.GP0, board.GP1, baudrate=1200, parity=busio.UART.Parity.EVEN)
        for _ in range(20):
            uart.write(os.urandom(3))
            time.sleep(random.random())
        print(supervisor.ticks_ms())
        """
    worlds = [board(program, seed=4), board(program, seed=4), board(program, seed=5)]
    for world in worlds:
        world.run_for(30)
    one, same, other = [(world.air.log, world.machine.console) for world in worlds]
    assert one[0]
    assert one == same
    assert one != other
