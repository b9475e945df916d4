# test_life_cycle.py - power, reset, safe mode, reload: what starts when, and what survives
"""In the order in which a board lives through them."""

REASON = """
import microcontroller, supervisor, time
print(microcontroller.cpu.reset_reason, supervisor.runtime.run_reason)
time.sleep(1000)
"""


def test_code_starts_one_and_a_half_seconds_after_power_on(board):
    world = board("print('up')\nimport time\ntime.sleep(9)")
    assert world.machine.state == "booting"
    world.run_for(1.499)
    assert world.machine.console == ""
    world.run_for(0.002)
    assert world.machine.console == "up\n"
    assert world.machine.state == "running"


def test_a_reset_takes_a_fifth_of_a_second_and_runs_boot_again(board):
    world = board(
        """
        import microcontroller, time
        print("code", microcontroller.cpu.reset_reason)
        time.sleep(1)
        microcontroller.reset()
        """,
        boot="print('boot')",
    )
    world.run_for(2.65)
    assert world.machine.console.split() == ["boot", "code", "POWER_ON", "boot"]
    world.run_for(0.1)
    assert world.machine.console.split()[4:] == ["code", "SOFTWARE"]
    assert world.machine.lives == 2


def test_without_power_nothing_runs(board):
    world = board("print('up')", on=False)
    world.run_for(5)
    assert (world.machine.state, world.machine.console) == ("off", "")
    assert world.clock.now_us == 5_000_000


def test_how_a_program_ended_can_be_seen(board):
    world = board("print('done')")
    world.run_for(2)
    assert (world.machine.state, world.machine.crash) == ("ended", "")


def test_boot_errors_are_kept_and_do_not_stop_code(board):
    world = board("print('code')", boot="print('hello')\n1 / 0")
    world.run_for(2)
    assert world.machine.boot_output.startswith("hello\nTraceback")
    assert "ZeroDivisionError" in world.machine.boot_output
    assert world.machine.console.endswith("code\n")


def test_sleep_memory_survives_a_reset_but_not_a_power_cut(board):
    world = board("""
        import alarm, microcontroller, time
        print(len(alarm.sleep_memory), bytes(alarm.sleep_memory[:3]).hex())
        if not alarm.sleep_memory[0]:
            alarm.sleep_memory[0:3] = b"abc"
            microcontroller.reset()
        time.sleep(100)
        """)
    world.run_for(3)
    world.cut_power()
    world.power_on()
    world.run_for(1.6)
    assert world.machine.console.splitlines() == ["256 000000", "256 616263", "256 000000"]


def test_nvm_survives_a_power_cut_and_a_cut_between_erase_and_program_loses_it_all(board):
    world = board("""
        import microcontroller
        nvm = microcontroller.nvm
        print(len(nvm), nvm[0], nvm[100])
        if nvm[0] == 0xFF:
            nvm[0:2] = b"ab"
            nvm[100] = 7
        else:
            nvm[0] = 99
        """)
    world.run_for(2)
    world.cut_power()
    seen = []
    world.hooks.append(lambda name, *detail: (seen.append(name), name == "flash program" and world.cut_power()))
    world.power_on()
    world.run_for(2)
    assert seen == ["flash erase", "flash program"]
    assert world.machine.nvm == b"\xff" * 4096
    assert world.machine.console.splitlines() == ["4096 255 255", "4096 97 7"]


def test_brown_out_runs_safemode_which_may_start_the_board_again(board):
    world = board(
        REASON,
        files={
            "/safemode.py": """
                import microcontroller, supervisor
                print("safe", supervisor.runtime.safe_mode_reason == supervisor.SafeModeReason.BROWNOUT)
                microcontroller.reset()
                """
        },
    )
    world.run_for(2)
    world.brown_out()
    world.run_for(2)
    assert world.machine.console.splitlines() == ["POWER_ON STARTUP", "safe True", "SOFTWARE STARTUP"]


def test_without_safemode_py_the_board_stays_in_safe_mode(board):
    world = board(REASON)
    world.brown_out()
    world.run_for(5)
    assert (world.machine.state, world.machine.console) == ("safe mode", "")


def test_supervisor_reload_runs_code_only(board):
    world = board(
        """
        import supervisor
        print(supervisor.runtime.run_reason)
        if supervisor.runtime.run_reason == supervisor.RunReason.STARTUP:
            supervisor.reload()
        """,
        boot="print('boot')",
    )
    world.run_for(3)
    assert world.machine.console.splitlines() == ["boot", "STARTUP", "SUPERVISOR_RELOAD"]
