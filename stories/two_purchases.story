# The main job from end to end: `wattkey demo` tells it.
# A meter without purchase records proves that its count is used, not by whose amount: the seller confirms it.
== A new meter, never opened, its relay tripped for arrears; the seller issues a handheld for it
meter unopened
issue
power on
see menu.nothing

== The seller sells 100.00; the customer drops the file on the drive
sell 100.00
plug in
drop
see mail.received 100.00
wait 12
unplug
wait 3
see 100.00

== At the meter: one key
meter balance is 0.00
point at meter
press ok
see step.unlock
but unserved: see step.load
but 3JIL, WSD, harshest, unserved: see step.loaded 100.00
but 3JIL, WSD, harshest, unserved: see say.loaded 100.00 100.00 within 20
as 3JIL, WSD, harshest: see say.light within 20

== as unserved: It proves its wallet in a way that we do not know: told in words, and nothing is sent
see err.T76 within 20
chip says stored
meter count is 0
meter bought 0.00

== but unserved: It has the money
meter count is 1
meter bought 100.00
meter balance is 100.00
meter relay is open
wait 2
press ok

== but 3JIL, WSD, harshest, unserved: Our own key closes the relay
see say.press_close
press close
see say.closed within 20
meter relay is closed
wait 2
press ok
wait 5

== as 3JIL, WSD, harshest: Whose amount it was no record tells: power first, the seller confirms
see err.M56 within 20
meter relay is closed
chip says offered
wait 2
press ok
wait 5

== but unserved: Back at the shop
plug in
wait 5
receive
but 3JIL, WSD, harshest: ledger says delivered proved
as 3JIL, WSD, harshest: ledger says offered
as 3JIL, WSD, harshest: cannot take back
as 3JIL, WSD, harshest: settle credited
as 3JIL, WSD, harshest: see mail.settled
as 3JIL, WSD, harshest: see mail.ready within 20
as 3JIL, WSD, harshest: eject
as 3JIL, WSD, harshest: press ok
as 3JIL, WSD, harshest: wait 5
as 3JIL, WSD, harshest: receive
as 3JIL, WSD, harshest: ledger says settled
as 3JIL, WSD, harshest: wait 5
unplug

== but unserved: The customer uses electricity, then buys again
use 12.34 2
use 3.21 3
sell 50.00
plug in
drop
see mail.received 50.00
wait 12
unplug
wait 3
see 50.00
press ok
but 3JIL, WSD, harshest: see step.loaded 50.00
but 3JIL, WSD, harshest: see say.loaded 50.00 142.23 within 20
as 3JIL, WSD, harshest: see err.M56 within 20
meter count is 2
meter bought 150.00
wait 2
press ok
wait 5
plug in
wait 5
receive
but 3JIL, WSD, harshest: ledger says delivered proved
as 3JIL, WSD, harshest: ledger says offered
usage is rate2 12.34
usage is rate3 3.21
