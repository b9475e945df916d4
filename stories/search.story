# A box without a list: its meters are looked for on the wires, in all three languages, one of them slow
meters on the wires 6
issue
power on
see menu.nothing

== The device offers to search
start collect
see say.no_list
press ok
see step.search 1997 1200 0
see step.search 2007 1200 4 within 120
see step.search 698 1200 6 within 60
see mail.publishing within 90

== Who was found is read like a meter of a list
see step.collect 0 6 0 within 20
see 196534 within 60
readings are read_right 6 wrong 0 silent 0
press back
see menu.nothing

== Searched again: nobody new, and nobody is asked again for what is known
start collect
see say.known 6 6
press 0
see step.search 1997 1200 6
see 196534 within 240
