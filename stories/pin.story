# A PIN is set, asked for before the load, changed, and taken away again.
meter unopened
issue
power on
see menu.nothing

== A PIN is set: typed twice
press menu
press down
press ok
see menu.language
press down
press down
press ok
see say.pin_new
press 1
press 2
press 3
press 4
see ****
press ok
see say.pin_again
press 1
press 2
press 3
press 4
press ok
see say.pin_set
press ok
cut power

== A purchase wants it before it is loaded; a wrong one costs a try
power on
see menu.nothing
sell 100.00
plug in
drop
see mail.received 100.00
wait 12
unplug
wait 3
see 100.00
point at meter
press ok
see say.pin
press 4
press 3
press 2
press 1
press ok
see T62
meter count is 0
press ok
press 1
press 2
press 3
press 5
press back
press 4
press ok
see 100.00
press ok
as unserved: see err.T76 within 20
as unserved: end
as 3JIL, WSD, harshest: see say.light within 30
as 3JIL, WSD, harshest: press back
as 3JIL, WSD, harshest: see err.M56 within 20
as 3JIL, WSD, harshest: end
see say.loaded 100.00 100.00 within 20
meter count is 1
wait 2
press ok
wait 8

== It is taken away
press back
press menu
press down
press down
press down
press ok
see menu.language
press down
press down
press down
press ok
see say.pin_old
press 1
press 2
press 3
press 4
press ok
see say.pin_off
