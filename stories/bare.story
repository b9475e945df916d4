# A Pico and nothing else, on the cable of a PC that has the chip and the meter: docs/bare-pico.md.
a bare board
meter unopened
issue

== The cable brings power; screen and keys are the console, the chip is a program
plug in
see row.insecure
see menu.nothing
see mail.ready within 20
eject
press ok
wait 8
see menu.nothing

== The seller sells; the customer drops the file
sell 100.00
drop
see mail.received 100.00
see mail.ready within 20
press back
see 100.00

== The meter hangs at the PC; one key
point at meter
press ok
see step.unlock
as unserved: see err.T76 within 20
as unserved: end
as 3JIL, WSD, harshest: see say.light within 30
as 3JIL, WSD, harshest: press back
as 3JIL, WSD, harshest: see err.M56 within 20
as 3JIL, WSD, harshest: end
see say.loaded 100.00 100.00 within 30
meter count is 1
meter bought 100.00
press ok
see say.press_close
press close
see say.closed within 20
meter relay is closed
press ok

== Eject and press the key: the report is on the drive
see mail.ready within 20
eject
press ok
wait 8
receive
ledger says delivered proved
