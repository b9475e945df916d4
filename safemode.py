# safemode.py - after a crash of the interpreter or a brown-out: start again; after the third in a row keep still
"""Nothing of ours is imported here: what crashed may be anything on the drive. Faults are counted in sleep memory, as
faults.py does. The third leads to code.py, which keeps still; one that comes even then stays in safe mode, where the
drive is within reach because nothing of ours runs.
"""

import alarm
import microcontroller
import supervisor

Reason = supervisor.SafeModeReason
# Not what a person has wished, nor what cannot pass: no drive, a flash that takes no bytes, too many USB devices.
AGAIN = (
    Reason.BROWNOUT,
    Reason.WATCHDOG,
    Reason.HARD_FAULT,
    Reason.GC_ALLOC_OUTSIDE_VM,
    Reason.INTERRUPT_ERROR,
    Reason.NLR_JUMP_FAIL,
    Reason.NO_HEAP,
    Reason.STACK_OVERFLOW,
)
MOST = 3

faults, check = alarm.sleep_memory[244:246]
if faults ^ check != 0xFF:
    faults = 0
if supervisor.runtime.safe_mode_reason in AGAIN and faults < MOST:
    alarm.sleep_memory[244:246] = bytes([faults + 1, (faults + 1) ^ 0xFF])
    microcontroller.reset()
