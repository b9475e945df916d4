# test_waiting.py - virtual time: who waits lets the world go on, and nobody else

import time

import pytest


def test_two_tasks_share_the_loop(board):
    world = board("""
        import asyncio, supervisor
        start = supervisor.ticks_ms()
        async def tick(name, ms, times):
            for _ in range(times):
                await asyncio.sleep_ms(ms)
                print(name, (supervisor.ticks_ms() - start) // 10 * 10)
        async def main():
            await asyncio.gather(tick("a", 100, 3), tick("b", 150, 2))
        asyncio.run(main())
        """)
    world.run_for(3)
    assert world.machine.console.splitlines() == ["a 100", "b 150", "a 200", "a 300", "b 300"] or (
        world.machine.console.splitlines() == ["a 100", "b 150", "a 200", "b 300", "a 300"]
    )


def test_ticks_wrap_65_seconds_after_the_start(board):
    world = board("""
        import supervisor, time
        print(supervisor.ticks_ms())
        time.sleep(70)
        print(supervisor.ticks_ms())
        """)
    world.run_for(80)
    before, after = map(int, world.machine.console.split())
    assert before == 2**29 - 65_000 + 1_500
    assert after == 6_500


@pytest.mark.parametrize(
    "loop",
    [
        "while supervisor.ticks_ms() - start < 2000: pass",
        "while time.monotonic() < 4: pass",
        "while not pin.value: pass",
        "while time.monotonic() < 4: time.sleep(0)",
    ],
)
def test_a_busy_loop_comes_to_its_end(board, loop):
    world = board(f"""
        import board, digitalio, supervisor, time
        pin = digitalio.DigitalInOut(board.GP15)
        start = supervisor.ticks_ms()
        {loop}
        print("through")
        """)
    world.clock.after(1_800_000, lambda: world.nets.force("GP15", True))
    world.run_for(5)
    assert world.machine.console == "through\n"


def test_things_happen_while_the_program_sleeps(board):
    world = board("import time\ntime.sleep(5)\nprint('awake')")
    moments = []
    world.clock.after(2_000_000, lambda: moments.append((world.clock.now_us, world.machine.console)))
    world.run_for(3)
    assert moments == [(2_000_000, "")]
    world.run_for(4)
    assert world.machine.console == "awake\n"


def test_collecting_garbage_takes_time(board):
    world = board("import gc, time\nt = time.monotonic()\ngc.collect()\nprint(time.monotonic() - t > 0.009)")
    world.run_for(2)
    assert world.machine.console == "True\n"


def test_reading_the_uart_waits_for_its_timeout(board):
    world = board("""
        import board, busio, time
        uart = busio.UART(board.GP0, board.GP1, baudrate=1200, parity=busio.UART.Parity.EVEN, timeout=0.25)
        t = time.monotonic()
        print(uart.read(5), round(time.monotonic() - t, 3))
        """)
    world.run_for(3)
    assert world.machine.console == "None 0.25\n"


def test_a_minute_of_polling_is_quick(board):
    world = board("""
        import asyncio, board, digitalio
        from adafruit_matrixkeypad import Matrix_Keypad
        pins = [digitalio.DigitalInOut(getattr(board, "GP%d" % n)) for n in range(6, 14)]
        pad = Matrix_Keypad(pins[:4], pins[4:], [[1, 2, 3, 4]] * 4)
        async def scan():
            while True:
                pad.pressed_keys
                await asyncio.sleep_ms(15)
        asyncio.run(scan())
        """)
    began = time.process_time()
    world.run_for(60)
    assert world.machine.state == "running"
    assert time.process_time() - began < 10, "far from what a story can afford"
