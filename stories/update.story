# A new version of the firmware is one file on the drive: checked, asked about, started; what is in the chip survives
run from an image
meter unopened
issue
power on
see menu.nothing
wait 12
plug in

== The customer drops the new version
drop image 1.1.0
see "0.1.0 -> 1.1.0" within 30
see row.unsigned
press ok
see mail.updated 1.1.0 within 15
press ok
see menu.nothing

== It takes a purchase, and brings it into the meter
sell 100.00
drop
see mail.received 100.00
wait 12
unplug
see menu.recharge
point at meter
press ok
see say.loaded 100.00 100.00 within 30
meter bought 100.00
press ok
press back
press back
press back
turn away

== Switched off and on, it is still the new one; a step back is asked about twice
cut power
power on
wait 15
plug in
wait 2
drop image 1.0.9
see say.older 1.0.9 1.1.0 within 30
press ok
see "1.1.0 -> 1.0.9"
press back
wait 3
start about
press ok
press ok
see row.firmware 1.1.0
press back
press back
press back
