# A recharge over USB, to a meter behind a serial adapter of the PC: docs/usb.md.
a meter behind an adapter
meter unopened
issue
power on
see menu.nothing

== The seller sells; the customer plugs the handheld in and drops the file
sell 100.00
plug in
drop
see mail.received 100.00
see mail.ready within 30
eject
press ok
wait 12
see 100.00

== The meter hangs at the PC: its adapter passes on what comes over the cable; one key
point at meter
press ok
see step.unlock
as unserved: see err.T76 within 20
as unserved: end
as 3JIL, WSD, harshest: see say.light within 30
as 3JIL, WSD, harshest: press ok
as 3JIL, WSD, harshest: see err.M56 within 20
as 3JIL, WSD, harshest: end
but WSD: see step.load
see say.loaded 100.00 100.00 within 30
meter count is 1
meter bought 100.00
wait 2
press ok

== The relay is closed over the cable too
see say.press_close
press close
see say.closed within 20
meter relay is closed
wait 2
press ok

== The report is on the drive; the seller sees that it arrived
see mail.ready within 30
eject
press ok
wait 12
receive
ledger says delivered proved
