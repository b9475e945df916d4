# The relay: arrears, a trip order of the utility, keep-power, and an order that does not permit closing.
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

== After an arrears trip the recharge itself arms closing; our key does the rest
point at meter
press ok
see say.loaded 100.00 100.00 within 20
meter relay is open
wait 2
press ok
see say.press_close
press close
see say.closed within 20
meter relay is closed
press ok
wait 6

== The utility orders a trip: allow is sent first, then close
meter is tripped
meter relay is open
press menu
wait 1
press close
see say.closed within 20
meter relay is closed
press ok
wait 6

== Keep-power over a standing trip: no allow is needed
meter is tripped
meter keeps power
press close
see say.closed within 20
meter relay is closed
press ok
press menu
wait 6

== The next order does not permit closing: refused in words
sell 50.00 without closing
plug in
drop
see mail.received 50.00
wait 15
unplug
wait 3
see 50.00
press ok
see say.loaded 50.00 150.00 within 20
press ok
wait 6
meter power is ordinary
meter is tripped
meter relay is open
press menu
wait 1
press close
see sorry.forbidden
meter relay is open
