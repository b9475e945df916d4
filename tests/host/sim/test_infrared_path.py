# test_infrared_path.py - the UART, the LED over its carrier, the air, a meter, and the own eye
"""Every byte at its moment, in microseconds of virtual time."""

import pytest

from fakes.listener import Listener
from wattkey_host.sim.clock import BYTE_US

OPENED = """
import board, busio, pwmio, time
pwm = pwmio.PWMOut(board.GP2, frequency=%(carrier)d, duty_cycle=32768)
uart = busio.UART(board.GP0, board.GP1, baudrate=1200, parity=busio.UART.Parity.EVEN, timeout=0.1,
                  receiver_buffer_size=%(buffer)d)
"""  # an infrared eye, as a driver opens it
OPEN = OPENED % {"carrier": 38000, "buffer": 256}


def aimed(world, **options):
    meter = Listener(world.clock, delay_ms=0, **options)
    world.air.aim(meter)
    return meter


def test_write_blocks_until_the_last_bytes_are_in_the_fifo(board):
    world = board(OPEN + "t = time.monotonic()\nuart.write(bytes(48))\nprint(round(1000 * (time.monotonic() - t)))")
    world.run_for(3)
    assert int(world.machine.console) in range(137, 150), "15 or 16 bytes of 9.17 ms have to leave first"


def test_a_write_of_33_bytes_does_not_wait(board):
    world = board(OPEN + "t = time.monotonic()\nuart.write(bytes(32))\nprint(round(1000 * (time.monotonic() - t)))")
    world.run_for(3)
    assert world.machine.console == "0\n"


def test_bytes_end_at_exact_moments_and_the_meter_hears_them_at_the_stop_bit(board):
    world = board(OPEN + "time.sleep(1)\nuart.write(b'hello world' * 4)\ntime.sleep(5)")
    meter = aimed(world)
    world.run_for(9)
    log = world.air.log
    assert bytes(meter.heard) == b"hello world" * 4
    assert [b.direction for b in log] == ["out"] * 44
    for n, byte in enumerate(log):
        assert byte.start_us == log[0].start_us + round(n * BYTE_US)
        assert byte.end_us == log[0].start_us + round((n + 1) * BYTE_US)


@pytest.mark.parametrize(
    "change",
    [
        "pwm.deinit()",
        "pwm.duty_cycle = 0",
        "pwm.duty_cycle = 60000",
        "pwm.deinit(); pwm = pwmio.PWMOut(board.GP2, frequency=36000, duty_cycle=32768)",
        "pwm.deinit(); pwm = pwmio.PWMOut(board.GP3, frequency=38000, duty_cycle=32768)",
        "uart.deinit(); uart = busio.UART(board.GP0, board.GP1, baudrate=1200)",
        "uart.deinit(); uart = busio.UART(board.GP0, board.GP1, baudrate=2400, parity=busio.UART.Parity.EVEN)",
        "uart.deinit(); uart = busio.UART(board.GP0, board.GP1, baudrate=1200, parity=busio.UART.Parity.ODD)",
        "uart.deinit(); uart = busio.UART(board.GP12, board.GP13, baudrate=1200, parity=busio.UART.Parity.EVEN)",
    ],
)
def test_a_meter_hears_nothing_else_than_its_own_kind_of_light(board, change):
    world = board(OPEN + change + "\nuart.write(b'abc')\ntime.sleep(5)")
    meter = aimed(world)
    world.run_for(3)
    assert world.machine.state == "running"
    assert meter.heard == b""
    assert world.air.log == []


def test_a_carrier_within_five_percent_is_good_enough(board):
    world = board(OPENED % {"carrier": 36500, "buffer": 256} + "uart.write(b'abc')\ntime.sleep(5)")
    meter = aimed(world)
    world.run_for(3)
    assert meter.heard == b"abc"


def test_an_answer_arrives_at_1200_baud(board):
    world = board(OPEN + "uart.write(b'?')\ntime.sleep(0.2)\nprint(uart.read(9))")
    world.air.echo = False
    aimed(world, question=b"?", answer=b"12345")
    world.run_for(4)
    assert world.machine.console == "b'12345'\n"
    answer = [byte for byte in world.air.log if byte.direction == "in"]
    assert answer[-1].end_us - answer[0].start_us == round(5 * BYTE_US)
    assert answer[0].start_us == world.air.log[0].end_us


def test_the_own_light_leaks_into_the_own_eye(board):
    world = board(OPEN + "uart.write(b'?')\ntime.sleep(0.2)\nprint(uart.read(9))")
    aimed(world, question=b"?", answer=b"12345")
    world.run_for(4)
    assert world.machine.console == "b'?12345'\n"


def test_who_looks_away_misses_the_rest(board):
    world = board(OPEN + "uart.write(b'?abcdefg')\ntime.sleep(1)\nprint(uart.read(99))")
    world.air.echo = False
    meter = aimed(world, question=b"g", answer=b"1234567890")
    world.hooks.append(lambda name, *detail: name == "heard" and detail[0] == ord("3") and world.air.aim(None))
    world.run_for(4)
    assert meter.heard == b"?abcdefg"
    assert world.machine.console == "b'123'\n"


def test_a_meter_that_is_not_aimed_at_hears_nothing(board):
    world = board(OPEN + "uart.write(b'abc')\ntime.sleep(1)")
    meters = [Listener(world.clock), Listener(world.clock)]
    for meter in meters:
        world.air.add(meter)
    world.air.aim(meters[1])
    world.run_for(3)
    assert [bytes(meter.heard) for meter in meters] == [b"", b"abc"]


def test_bytes_can_be_damaged_on_the_way(board):
    world = board(OPEN + "uart.write(b'ab?')\ntime.sleep(1)\nprint(uart.read(9))")
    world.air.echo = False
    meter = aimed(world, question=b"?", answer=b"1234")
    wrong = {("out", ord("a")): ord("A"), ("out", ord("b")): None, ("in", ord("2")): None, ("in", ord("3")): 0xFF}
    world.air.tamper = lambda direction, value: wrong.get((direction, value), value)
    world.run_for(5)
    assert meter.heard == b"A?"
    assert world.machine.console == "b'1\\xff4'\n"
    assert bytes(byte.value for byte in world.air.log) == b"ab?1234", "the log holds what was sent"


def test_a_meter_that_talks_into_our_light_is_not_understood(board):
    world = board(OPEN + "uart.write(b'?abcdefghij')\ntime.sleep(1)\nprint(uart.read(99))")
    aimed(world, question=b"?", answer=b"1234")
    world.run_for(5)
    assert world.machine.console == "b'?abcdefghij'\n"


def test_a_full_receive_buffer_loses_bytes(board):
    world = board(
        OPENED % {"carrier": 38000, "buffer": 4}
        + "uart.write(b'?')\ntime.sleep(1)\nprint(uart.in_waiting, uart.read(9))"
    )
    world.air.echo = False
    aimed(world, question=b"?", answer=b"123456")
    world.run_for(4)
    assert world.machine.console == "4 b'1234'\n"


def test_asyncio_can_wait_for_the_uart(board):
    world = board(
        OPEN
        + """
import asyncio
async def main():
    stream = asyncio.StreamReader(uart)
    uart.write(b"?")
    t = time.monotonic()
    print(await stream.read(1), round(1000 * (time.monotonic() - t)))
asyncio.run(main())
"""
    )
    world.air.echo = False
    aimed(world, question=b"?", answer=b"!")
    world.run_for(4)
    assert world.machine.console == "b'!' 18\n"


def test_a_reset_empties_the_fifo(board):
    world = board(
        """
        import board, busio, microcontroller, pwmio, time
        if microcontroller.cpu.reset_reason == microcontroller.ResetReason.POWER_ON:
            pwm = pwmio.PWMOut(board.GP2, frequency=38000, duty_cycle=32768)
            uart = busio.UART(board.GP0, board.GP1, baudrate=1200, parity=busio.UART.Parity.EVEN)
            uart.write(b"abcdefgh")
            time.sleep(0.02)
            microcontroller.reset()
        """
    )
    world.run_for(4)
    assert bytes(byte.value for byte in world.air.log) == b"ab"


def test_pins_are_checked(board):
    world = board("""
        import board, busio, pwmio
        for make in (
            lambda: busio.UART(board.GP1, board.GP0),
            lambda: pwmio.PWMOut(board.GP0),
            lambda: pwmio.PWMOut(board.GP0),
            lambda: busio.UART(board.GP0, board.GP1),
            lambda: board.GP40,
        ):
            try:
                kept = make()
            except (ValueError, AttributeError) as error:
                print(error)
        """)
    world.run_for(2)
    assert world.machine.console.splitlines() == [
        "Invalid pins",
        "GP0 in use",
        "GP0 in use",
        "'module' object has no attribute 'GP40'",
    ]
