# Nothing that is dropped takes the device away: half an image, one wrong bit, one that dies, and the running one deleted
run from an image
issue
power on
see menu.nothing
wait 12
plug in

== Half an image, and one with a wrong bit
drop half an image 1.1.0
see err.T82 within 40
press back
wait 2
drop spoiled image 1.1.0
see err.T82 within 40
press back
wait 2

== The whole one runs
drop image 1.1.0
see "0.1.0 -> 1.1.0" within 30
press ok
see mail.updated 1.1.0 within 15
press ok
wait 2

== One that ends at once is given up after three starts
drop image 1.2.0 dead
see "1.1.0 -> 1.2.0" within 30
press ok
see err.T90 within 60
press back
wait 2
start about
press ok
press ok
see row.firmware 1.1.0
press back
press back
press back

== The host deletes what runs, and copies other things there: the version before takes over
delete image 1.1.0
wait 5
press menu
wait 4
start about
press ok
press ok
see row.firmware 0.1.0
press back
press back
press back
