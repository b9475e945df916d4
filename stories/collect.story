# A collection terminal and its keys: 64 meters in a list, read by the flow collect, eight and a reset at a time
meters on the wires 64
drop the list
issue
power on
see menu.nothing

== The first pass: nothing is known but the numbers
start collect
see step.collect 3 64 0 within 30
see step.collect 8 64 0 within 30

== Stopped by a key: after the present question; a meter that has not answered it is asked again when it goes on
press back
see step.stopping
see mail.publishing within 10
see menu.nothing
start collect
see say.go_on 8 64
press ok
see 267694 within 300
readings are meters 64 read_right 63 wrong 0 silent 1

== The table: a bar for each total, and behind it the registers
press ok
see "1997 1200"
press back
press back
see menu.nothing

== A second pass with what was learned
start collect
see say.last_pass 64 64
press ok
see step.collect 40 64 0 within 300
cut power

== The power goes: eight readings at most are lost, and it goes on
power on
see menu.nothing
start collect
see say.go_on 40 64
press ok
see 267694 within 300
readings are read_right 63 wrong 0 silent 1
