# The meter is recharged by another channel while our purchase is on the way.
meter unopened
issue
power on
see menu.nothing
sell 100.00
plug in
drop
see mail.received 100.00
wait 15
unplug
wait 5

== Somebody else was faster: the count is used up
meter recharged elsewhere 30.00
see 100.00
point at meter
press ok
as unserved: see err.T76 within 20
as unserved: end
see err.M53 within 20
chip says stored
meter bought 30.00
press ok
wait 5

== The seller has the chip's proof: takes the purchase back, sells it again with the next count
plug in
wait 15
receive
ledger says loaded
cannot refund
take back
see mail.cancelled
chip says cancelled
see mail.ready within 20
eject
press ok
wait 5
receive
ledger says cancelled
resell
drop
see mail.received 100.00
wait 18
unplug
wait 5
see 100.00
press ok
as 3JIL, WSD, harshest: see say.light within 20
as 3JIL, WSD, harshest: press ok
as 3JIL, WSD, harshest: see err.M56 within 20
as 3JIL, WSD, harshest: meter bought 130.00
as 3JIL, WSD, harshest: end
see say.loaded 100.00 130.00 within 20
meter count is 2
meter bought 130.00
press ok
wait 8
plug in
see mail.ready within 20
eject
press ok
wait 5
receive
ledger says delivered proved
unplug
wait 5

== Worse: our load is cut off, and somebody else uses the count before we come back
sell 50.00
plug in
drop
see mail.received 50.00
wait 18
unplug
wait 5
see 50.00
press ok
see step.load within 20
wait 0.1
turn away
see sorry.point within 20
press back
chip says offered
meter recharged elsewhere 20.00
point at meter
press ok
see err.M53 within 30
chip says disputed
meter count is 3
meter bought 150.00
press ok
wait 8

== The seller looks at the cumulative amount, decides, and a signed file frees the card
plug in
wait 15
receive
ledger says disputed
cannot take back
cannot refund
settle not credited
see mail.settled
chip says settled
see mail.ready within 20
eject
press ok
wait 5
receive
ledger says settled
resell
drop
see mail.received 50.00
wait 18
unplug
wait 5
see 50.00
press ok
see say.loaded 50.00 200.00 within 20
meter count is 4
meter bought 200.00
