# test_clock_port.py - every driver of the port Clock: time goes on, waits wait, and nobody else has to
import pytest

# module -> its class: code.py makes the clock itself, everything else is given it
CLOCKS = {"clock_board": "BoardClock"}
PROGRAM = """
import sys
sys.path.append("/drivers")
import asyncio
import {module}

clock = {module}.{name}()

async def main():
{body}

asyncio.run(main())
"""


@pytest.fixture(params=CLOCKS)
def clock(request, device):
    """`clock(body)` -> what the program printed, as numbers."""

    def run(body, seconds=4):
        lines = "\n".join("    " + line for line in body.strip().splitlines())
        code = PROGRAM.format(module=request.param, name=CLOCKS[request.param], body=lines)
        world = device("clock_board", "", files={"/code.py": code.encode()})
        world.run_for(seconds)
        assert world.machine.crash == ""
        return [int(word) for word in world.machine.console.split()]

    return run


@pytest.mark.parametrize("ms", [0, 1, 2, 15, 20, 333, 1000])
def test_a_sleep_lasts_as_long_as_asked_and_hardly_longer(clock, ms):
    (took,) = clock(f"start = clock.ticks_ms()\nawait clock.sleep_ms({ms})\nprint(clock.since(start))")
    assert ms <= took <= ms + 2


def test_ticks_are_milliseconds_below_2_to_the_29(clock):
    first, second = clock("print(clock.ticks_ms())\nawait clock.sleep_ms(1000)\nprint(clock.ticks_ms())")
    assert 0 <= first < 1 << 29
    assert (second - first) % (1 << 29) in (1000, 1001)


def test_since_is_right_across_the_wrap(clock):
    """The counter wraps for the first time 65 s after the start."""
    body = """
start = clock.ticks_ms()
await clock.sleep_ms(70_000)
print(clock.since(start))
print(int(clock.ticks_ms() < start))
"""
    took, wrapped = clock(body, seconds=75)
    assert 70_000 <= took <= 70_002
    assert wrapped == 1


def test_a_sleep_across_the_wrap_ends(clock):
    body = "for n in range(8):\n    await clock.sleep_ms(10_000)\nprint(1)"
    assert clock(body, seconds=85) == [1]


def test_since_a_moment_in_the_future_is_no_small_number(clock):
    """So that `since(x) > limit` never says that a moment to come is about now."""
    assert clock("print(clock.since(clock.ticks_ms() + 1000))")[0] > 1 << 28


def test_other_tasks_run_meanwhile(clock):
    body = """
count = [0]
async def other():
    while True:
        count[0] += 1
        await clock.sleep_ms(10)

asyncio.create_task(other())
await clock.sleep_ms(1000)
print(count[0])
"""
    assert 90 <= clock(body)[0] <= 101


def test_a_sleep_of_zero_lets_others_run_too(clock):
    body = """
done = []
async def other():
    done.append(1)

asyncio.create_task(other())
await clock.sleep_ms(0)
await clock.sleep_ms(0)
print(len(done))
"""
    assert clock(body) == [1]


def test_a_doze_lasts_as_long_as_asked_unless_somebody_stirs(clock):
    body = """
took = []
async def doze(ms):
    start = clock.ticks_ms()
    await clock.doze_ms(ms)
    took.append(clock.since(start))
tasks = [asyncio.create_task(doze(ms)) for ms in (30, 500, 500)]
await clock.sleep_ms(100)
clock.stir()
await clock.sleep_ms(1)
clock.stir()
await asyncio.gather(*tasks)
for ms in took:
    print(ms)
"""
    short, *stirred = clock(body)
    assert 30 <= short <= 32
    assert all(100 <= took <= 102 for took in stirred)
    assert len(stirred) == 2
