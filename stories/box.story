# Two kinds of meter, sixty-four of them, on one pair of wires: read in one pass, learned, and read again
== Three rates and four of the 1997 edition, the 2007 edition, one slow, one silent, one that speaks for others
box 64

== The first pass: nothing is known but the numbers
collect
box is meters 64 read_right 63 wrong 0 silent 1

== The second pass tries who hears without FE bytes
collect
box is read_right 63 wrong 0 silent 1

== The third uses what was learned
collect
box is read_right 63 wrong 0 silent 1
box asks nothing in vain

== A power line above: the device is the box's gateway, and a concentrator asks for each meter
box behind a power line
issue
power on
see menu.nothing
start uplink
concentrator reads the box
box above is read_right 63 wrong 0 silent 1
