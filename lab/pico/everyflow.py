# everyflow.py - the story of visits.py: every flow of the menu once, in one life of the board
"""In the words of stories/, and `visit FLOW`."""

AMOUNT = "50.00"  # of the purchase that waits at the end

LIFE = f"""\
== A purchase wants the PIN; at the meter it is loaded, but its reading is interrupted
visit pin_set
see say.pin_new
type 1234
see say.pin_again
type 1234
see say.pin_set
press ok
sell 100.00
plug in
drop
see mail.received 100.00
wait 5
unplug
go to the meter
visit pin_give
see say.pin
type 1234
visit recharge
see step.loaded 100.00 within 30
leave the meter
see say.loaded 100.00 - within 60
press ok
go to the meter
visit read_back
see say.read_back 100.00 within 30
press ok
visit close
see say.closed within 30
press ok

== What needs no purchase
visit usage
see row.rate2
press back
visit purchases
see row.loaded 100.00
press back
visit about
see row.card
press back
visit selftest
see row.see_all within 30
press ok
see say.press_all
press ok
press ok
see row.test_chip ok
press back
see "F2048"
press back
visit seller
see step.listen
press back
visit read
see row.credit 100.00 within 60
press back
visit uplink
see say.uplink 0 0 within 20
press ok
visit collect
see say.last_pass 64 64 within 20
press back
see "1/64" within 20
press back

visit aim
see "/s" within 20
press back
visit codes
see "F2048"
press back

== The settings; then the next purchase waits
visit language
see language.en
press ok
see say.language
press ok
visit brightness
press ok

visit pin_change
see say.pin_old
type 1234
see say.pin_new
type 5678
see say.pin_again
type 5678
see say.pin_set
press ok
visit pin_off
see say.pin_old
type 5678
see say.pin_off
press ok
visit boot_drive
see say.boot
press back
sell {AMOUNT}
plug in
drop
see mail.received {AMOUNT}
wait 5
unplug
"""
