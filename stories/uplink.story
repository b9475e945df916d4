# The gateway of a box is asked over a power line: in each meter's own edition, and it is no door for strangers
meters on the wires 6
a power line above
issue
power on
see menu.nothing
start uplink
see say.uplink 0 0

== Every meter is read in its own edition, over a line that loses one in ten
concentrator reads the box
box above is read_right 6 wrong 0 silent 0

== Whoever is on the line may read, and nothing else: no relay is tripped, no meter hears of it
concentrator may not trip meter 1
concentrator may not trip meter 2

== The wires are cut: what was read last is answered, and its age tells
cut the wires
wait 60
concentrator sees that meter 1 was read 60 s ago
concentrator sees that meter 2 was read 60 s ago
concentrator reads the box
box above is read_right 6 wrong 0 silent 0

== A key ends it, and the entry is there as before
press ok
see menu.uplink
start uplink
see say.uplink 0 0
