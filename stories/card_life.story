# A card from its first file on: issued blank, a purchase taken back and sold again, new keys.
meter unopened
power on
see menu.unissued
wait 8

== A blank handheld: it says its serial, the seller drops its issue file
plug in
wait 15
issue by file
see mail.issued
see mail.ready within 20
eject
press ok
wait 5
receive

== Bought by mistake: taken back before it was brought to the meter
sell 100.00
drop
see mail.received 100.00
chip says stored
cannot refund
take back
see mail.cancelled
chip says cancelled
cannot refund
see mail.ready within 20
eject
press ok
wait 5
receive
ledger says cancelled

== The customer's old file is worth nothing now; the same payment buys again
drop old.json
see err.T34
resell
drop
see mail.received 100.00
wait 18
unplug
wait 5
see 100.00
point at meter
press ok
as unserved: see err.T76 within 20
as unserved: end
as 3JIL, WSD, harshest: see say.light within 30
as 3JIL, WSD, harshest: press back
as 3JIL, WSD, harshest: see err.M56 within 20
as 3JIL, WSD, harshest: end
see say.loaded 100.00 100.00 within 20
meter count is 1
meter bought 100.00
press ok
see say.press_close
press ok
wait 5

== Delivered is delivered: nothing is taken back or refunded
plug in
wait 15
receive
ledger says delivered proved
cannot take back
cannot refund
cannot resell

== New keys for the card, and it goes on
new keys
see mail.issued
see mail.ready within 20
eject
press ok
wait 5
receive
sell 50.00
drop
see mail.received 50.00
wait 18
unplug
wait 5
see 50.00
press ok
see say.loaded 50.00 150.00 within 20
meter count is 2
meter bought 150.00
