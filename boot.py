# boot.py - the mail minute: before USB wakes up, write the one file that code.py asked for (docs/architecture.md)
import alarm
import supervisor
import usb_cdc
import usb_hid
import usb_midi

supervisor.runtime.autoreload = False
memory = alarm.sleep_memory  # its layout: drivers/drive_board.py
if memory[0] == 0x57:
    memory[0] = 0  # first: whatever goes wrong below happens once
    try:
        import publish  # only now: this file is compiled at every start

        publish.publish(memory)  # comes back if there was nothing to write
    except Exception:  # nothing may keep the device from starting; code.py counts the tries
        pass
usb_hid.disable()
usb_midi.disable()
usb_cdc.enable(data=True)  # in the place of those two: endpoints are few. drivers/link_usb.py
