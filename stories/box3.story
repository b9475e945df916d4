# Three languages on one pair of wires: 645 of 1997 and of 2007, and 698.45, numbers in families as makers sell them
== Twenty of 1997 with three rates, fourteen with four, fourteen of 2007, fourteen of 698.45, one silent, one damaged
box 64 three

== The first pass: nothing is known but the numbers; neighbours by number speak alike
collect
box is meters 64 read_right 62 wrong 0 silent 1 unsure 1
box takes at most 1.8

== The second pass tries who hears without FE bytes
collect
box is read_right 62 wrong 0 silent 1 unsure 1

== The third uses what was learned
collect
box is read_right 62 wrong 0 silent 1 unsure 1
box takes at most 1.03
box asks nothing in vain
