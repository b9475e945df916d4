# safemode.py - after a brown-out or a crash of the interpreter: start again
import microcontroller
import supervisor

AGAIN = (
    supervisor.SafeModeReason.BROWNOUT,
    supervisor.SafeModeReason.HARD_FAULT,
    supervisor.SafeModeReason.WATCHDOG,
    supervisor.SafeModeReason.GC_ALLOC_OUTSIDE_VM,
    supervisor.SafeModeReason.NLR_JUMP_FAIL,
    supervisor.SafeModeReason.STACK_OVERFLOW,
)

if supervisor.runtime.safe_mode_reason in AGAIN:
    microcontroller.reset()
