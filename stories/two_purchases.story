# The main job from end to end: `wattkey demo` tells it.
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
see step.load
see say.loaded 100.00 100.00 within 20
meter count is 1
meter bought 100.00
meter balance is 100.00
meter relay is open
wait 2
press ok
see say.press_close

== Our own key closes the relay
press close
see say.closed within 20
meter relay is closed
wait 2
press ok
wait 5

== Back at the shop
plug in
wait 5
receive
ledger says delivered proved
unplug

== The customer uses electricity, then buys again
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
see say.loaded 50.00 142.23 within 20
meter count is 2
meter bought 150.00
wait 2
press ok
wait 5
plug in
wait 5
receive
ledger says delivered proved
usage is rate2 12.34
usage is rate3 3.21
