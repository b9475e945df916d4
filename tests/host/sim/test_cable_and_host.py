# test_cable_and_host.py - the USB cable: a host that copies late and in pieces, power, auto-reload
"""The host owns the drive while the cable is in."""

import pytest


def test_a_host_copies_late_and_in_pieces(board):
    world = board("import time\ntime.sleep(99)", boot="import supervisor\nsupervisor.runtime.autoreload = False")
    world.cable.plug()
    world.run_for(2)
    data = bytes(range(250)) * 8
    world.cable.copy("/mail/order.json", data)
    seen = []
    while world.cable.busy:
        world.run_for(0.05)
        if world.drive.is_file("/mail/order.json"):
            seen.append(world.drive.read("/mail/order.json"))
    assert {len(content) for content in seen} == {2000}, "the size is right from the start"
    assert seen[0] == b"\xff" * 2000
    assert len(set(seen)) == 5
    assert seen[-1] == data


def test_a_host_that_writes_the_folder_last_shows_the_whole_file_after_40_s_and_a_pull_before_loses_it(board):
    world = board("import time\ntime.sleep(999)", boot="import supervisor\nsupervisor.runtime.autoreload = False")
    world.cable.plug()
    world.run_for(2)
    world.cable.copy_folder_last("/order.json", b"a" * 2000)
    world.run_for(39)
    assert world.cable.busy
    assert not world.drive.is_file("/order.json")
    world.run_for(2)
    assert not world.cable.busy
    assert world.drive.read("/order.json") == b"a" * 2000
    world.cable.copy_folder_last("/second.json", b"b")
    world.run_for(39)
    world.cable.unplug()
    world.run_for(10)
    assert not world.drive.is_file("/second.json")


def test_a_cable_pulled_in_the_middle_leaves_half_a_file(board):
    world = board("import time\ntime.sleep(99)", boot="import supervisor\nsupervisor.runtime.autoreload = False")
    world.cable.plug()
    world.run_for(2)
    world.cable.copy("/order.json", b"a" * 2000)
    world.run_for(1.3)
    world.cable.unplug()
    world.run_for(3)
    assert world.drive.read("/order.json") == b"a" * 1024 + b"\xff" * 976
    assert world.machine.state == "running", "the battery holds"
    with pytest.raises(RuntimeError, match="no host"):
        world.cable.read("/order.json")


def test_a_reset_breaks_a_copy_off(board):
    world = board("import microcontroller, time\ntime.sleep(1.5)\nmicrocontroller.reset()")
    world.machine.autoreload = False
    world.cable.plug()
    world.run_for(1.6)
    world.machine.autoreload = False
    world.cable.copy("/order.json", b"a" * 2000)
    world.run_for(2)
    assert not world.cable.busy
    assert b"\xff" in world.drive.read("/order.json")


def test_power_and_host_are_two_things(board):
    world = board("""
        import board, digitalio, supervisor, time
        vbus = digitalio.DigitalInOut(board.VBUS_SENSE)
        before = None
        while True:
            now = vbus.value, supervisor.runtime.usb_connected
            if now != before:
                print(*now)
                before = now
            time.sleep(0.05)
        """)
    world.run_for(2.5)
    for host in (False, True):
        world.cable.plug(host=host)
        world.run_for(1)
    world.cable.unplug()
    world.run_for(1)
    assert world.machine.console.splitlines() == ["False False", "True False", "True True", "False False"]


def test_without_a_battery_the_cable_is_the_power(board):
    world = board("import time\ntime.sleep(99)", on=False, battery=False)
    with pytest.raises(RuntimeError, match="no battery"):
        world.power_on()
    world.cable.plug()
    world.run_for(2)
    assert world.machine.state == "running"
    world.cable.unplug()
    assert world.machine.state == "off"


def test_auto_reload_restarts_code_after_a_host_write(board):
    program = "import supervisor, time\nprint(supervisor.runtime.run_reason)\ntime.sleep(99)"
    world = board(program, boot="print('boot')")
    world.cable.plug()
    world.run_for(2)
    world.cable.copy("/note.txt", b"n" * 4000)
    world.run_for(2.1)
    assert world.machine.console.split() == ["boot", "STARTUP"], "not while the host still writes"
    world.run_for(1)
    assert world.machine.console.split() == ["boot", "STARTUP", "AUTO_RELOAD"]
    assert world.drive.read("/note.txt") == b"n" * 4000, "USB stays up"


def test_auto_reload_can_be_switched_off_in_boot(board):
    program = "import supervisor, time\nprint(supervisor.runtime.autoreload)\ntime.sleep(99)"
    world = board(program, boot="import supervisor\nsupervisor.runtime.autoreload = False")
    world.cable.plug()
    world.run_for(2)
    world.cable.copy("/note.txt", b"n")
    world.run_for(5)
    world.cable.delete("/note.txt")
    world.run_for(5)
    assert world.machine.console == "False\n"


def test_usb_devices_are_chosen_in_boot_only(board):
    boot = """
        import supervisor, usb_cdc, usb_hid, usb_midi
        usb_cdc.enable(console=True, data=True)
        usb_hid.disable()
        usb_midi.disable()
        supervisor.set_usb_identification("WattKey", "WattKey")
        """
    code = """
        import time, usb_cdc, usb_hid
        try:
            usb_hid.disable()
        except RuntimeError as error:
            print(error)
        time.sleep(1)
        usb_cdc.data.timeout = 0.1
        usb_cdc.data.write(b"got " + usb_cdc.data.read(5))
        """
    world = board(code, boot=boot)
    world.cable.plug()
    world.cable.to_device += b"hello"
    world.run_for(4)
    assert world.cable.to_host == b"got hello"
    assert world.machine.console == "Cannot change USB devices now\n"


def test_usb_data_is_none_unless_enabled(board):
    world = board("import usb_cdc\nprint(usb_cdc.data, usb_cdc.console is not None)")
    world.run_for(2)
    assert world.machine.console == "None True\n"
