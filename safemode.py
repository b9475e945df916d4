# safemode.py - after a brown-out (or a watchdog's reset; nothing of ours sets one): start again
import microcontroller
import supervisor

# Only what passes by itself. A fault that comes back would reset for ever, and nobody could mend the drive.
AGAIN = (supervisor.SafeModeReason.BROWNOUT, supervisor.SafeModeReason.WATCHDOG)

if supervisor.runtime.safe_mode_reason in AGAIN:
    microcontroller.reset()
