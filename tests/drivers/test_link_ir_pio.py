# test_link_ir_pio.py - the light that the PIO program makes, edge by edge: carrier, bit times, darkness
from itertools import pairwise

import pytest

SYSTEM_NS = 8  # the divider's fraction moves an edge by one cycle of 125 MHz
FRAME = bytes([0x68, 0x00, 0xFF, 0x55, 0xAA, 0x16])


@pytest.fixture
def edges(device):
    """`edges(body)` -> (world, every (microseconds, lit) of the LED) while the program ran."""

    def run(body, settings=None, seconds=3):
        world = device("link_ir_pio", body, settings=settings)
        seen = []
        pulses = world.pulses

        def pulsed(pin, edges):
            for at_us, lit in edges:
                if lit != (bool(seen) and seen[-1][1]):
                    seen.append((at_us, lit))
            pulses(pin, edges)

        world.pulses = pulsed
        world.run_for(seconds)
        return world, seen

    return run


def bursts(seen):
    """Light without a break of more than one period, as lists of the times it went on."""
    groups = []
    for at in (at for at, lit in seen if lit):
        if groups and at - groups[-1][-1] < 1.5 / 38_000 * 1e6:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def test_the_carrier_is_38_khz_within_1_percent_from_the_first_to_the_last_period_of_a_burst(edges):
    _, seen = edges(f"await part.send({FRAME!r})")
    for burst in bursts(seen):
        frequency = (len(burst) - 1) / (burst[-1] - burst[0]) * 1e6
        assert frequency == pytest.approx(38_000, rel=0.01)


def test_half_of_the_time_of_a_burst_is_light(edges):
    _, seen = edges(f"await part.send({FRAME!r})")
    lit = [later[0] - at for (at, on), later in pairwise(seen) if on]
    assert all(us == pytest.approx(0.5 / 38_000 * 1e6, rel=0.02) for us in lit)


def test_bits_have_1200_baud_within_half_a_percent_and_light_in_zeros_only(edges):
    _, seen = edges(f"await part.send({FRAME!r})")
    rises = [at for at, lit in seen if lit]
    bit_us = 32 * (rises[1] - rises[0])
    assert 1e6 / bit_us == pytest.approx(1200, rel=0.005)
    bits = "".join(f"0{value:08b}"[:1] + f"{value:08b}"[::-1] + str(value.bit_count() % 2) + "1" for value in FRAME)
    counts = [0] * len(bits)
    for at in rises:
        counts[int((at - rises[0]) / bit_us + 0.01)] += 1
    assert counts == [0 if bit == "1" else 32 for bit in bits]


def test_the_pin_is_dark_and_quiet_before_and_after(edges):
    world, seen = edges(f"await clock.sleep_ms(500)\nawait part.send({FRAME!r})\nawait clock.sleep_ms(500)")
    assert not seen[-1][1]
    assert seen[-1][0] - seen[0][0] < (11 * len(FRAME)) * 1e6 / 1190
    assert world.clock.now_us - seen[-1][0] > 900_000


def test_with_its_other_leg_high_the_led_is_dark(edges):
    """An LED between the two pins, and a program that does not hold the other one low."""
    leg = "import board, digitalio\nleg = digitalio.DigitalInOut(board.GP0)\nleg.switch_to_output(True)\n"
    world, seen = edges(f"{leg}await part.send({FRAME!r})")
    assert bursts(seen)
    assert world.air.log == []


def test_a_leg_that_goes_high_in_the_middle_of_a_byte_spoils_that_byte_and_no_earlier_one(edges):
    leg = "import board, digitalio\nleg = digitalio.DigitalInOut(board.GP0)\nleg.switch_to_output(False)\n"
    for late_ms, whole in ((21, 2), (13, 1)):
        up = f"async def up():\n    await clock.sleep_ms({late_ms})\n    leg.value = True\n"
        up += f"import asyncio\nasyncio.create_task(up())\nawait part.send({FRAME!r})"
        world, _ = edges(leg + up, settings={"IR_TX": ""})
        assert bytes(byte.value for byte in world.air.log) == FRAME[:whole]


@pytest.mark.parametrize("low", ["", "GP0"])
def test_by_a_transistor_and_between_two_pins_the_light_is_the_same(edges, low):
    world, _ = edges(f"await part.send({FRAME!r})", settings={"IR_TX": low})
    assert bytes(byte.value for byte in world.air.log) == FRAME


def test_a_power_cut_ends_the_light_in_the_middle_of_a_byte(edges):
    world, seen = edges(f"await part.send({FRAME!r})", seconds=0)
    assert world.run_until(lambda: len(world.air.log) == 2, 5)
    world.run_for(0.004)
    world.cut_power()
    last = seen[-1][0]
    world.run_for(1)
    assert seen[-1][0] == last
    assert len(world.air.log) == 2
