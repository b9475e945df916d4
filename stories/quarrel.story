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
wait 3

== Somebody else was faster: the count is used up
meter recharged elsewhere 30.00
see 100.00
point at meter
press ok
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
wait 18
receive
ledger says cancelled
resell
drop
see mail.received 100.00
wait 18
unplug
wait 3
see 100.00
press ok
see say.loaded 100.00 130.00 within 20
meter count is 2
meter bought 130.00
press ok
wait 8
plug in
wait 15
receive
ledger says delivered proved
