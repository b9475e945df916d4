# The relay: closed by our key after arrears, after a trip order of the utility, under keep-power, and under an alarm.
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

== After an arrears trip the recharge itself arms closing; our key does the rest
point at meter
press ok
as unserved: see err.T76 within 20
as unserved: end
as 3JIL, WSD, harshest: see say.light within 30
as 3JIL, WSD, harshest: press ok
as 3JIL, WSD, harshest: see err.M56 within 20
as 3JIL, WSD, harshest: meter relay is closed
as 3JIL, WSD, harshest: end
see say.loaded 100.00 100.00 within 20
meter relay is open
wait 2
press ok
see say.press_close
press close
see say.closed within 20
meter relay is closed
press ok
wait 12

== The utility orders a trip: allow is sent first, then close
meter is tripped
meter relay is open
press menu
wait 1
press close
see say.closed within 20
meter relay is closed
press ok
wait 12

== Keep-power over a standing trip: no allow is needed
meter is tripped
meter keeps power
press close
see say.closed within 20
meter relay is closed
press ok
press back
wait 12

== Under an alarm of the utility: the same key, the same end
meter power is ordinary
meter raises alarm
meter is tripped
meter relay is open
press menu
wait 1
press close
see say.closed within 20
meter relay is closed
press ok
press back
wait 12
