# boot.py - before USB starts: writes the one file that code.py asked for (docs/architecture.md)
import alarm
import microcontroller
import supervisor
import usb_cdc
import usb_hid
import usb_midi
from watchdog import WatchDogMode

supervisor.runtime.autoreload = False
# Asked first: once a watchdog is started the chip takes every reset by software for one of a watchdog.
bitten = microcontroller.cpu.reset_reason == microcontroller.ResetReason.WATCHDOG
dog = microcontroller.watchdog
if dog:
    dog.timeout = 8  # s. It goes when this file ends; code.py starts it again
    dog.mode = WatchDogMode.RESET
memory = alarm.sleep_memory  # its layout: drivers/drive_board.py
try:
    if bitten:
        import faults

        faults.add()
    if memory[0] == 0x57:
        memory[0] = 0  # first: whatever goes wrong below happens once
        import publish  # only now: this file is compiled at every start

        publish.publish(memory)  # comes back if there was nothing to write
except Exception:  # nothing may keep the device from starting; code.py counts the tries
    pass
usb_hid.disable()
usb_midi.disable()
usb_cdc.enable(data=True)  # in the place of those two: endpoints are few. drivers/link_usb.py
