# Wrong files and a silent meter: each is answered in words, and nothing is lost.
meter unopened
issue
power on
see menu.nothing
sell 100.00
plug in

== A file that was edited by hand
drop edited amount 900.00
see err.T31
chip says none

== A file for another card
drop edited card 0000000000000099
see err.T32
chip says none

== The right file, and the same file once more
drop
see mail.received 100.00
drop again.json
see mail.held
chip says stored

== A meter that does not answer: point again
wait 12
unplug
wait 5
press ok
see sorry.point within 20
press back
chip says stored
press ok
see sorry.point within 20
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

== The same file after it was loaded
plug in
wait 12
drop late.json
see err.T34
chip says delivered
receive
ledger says delivered proved
