# What a meter shows, read onto our own screen without a purchase: both editions of the standard, told apart by asking
== A handheld for a prepaid meter of the 2007 edition
meter opened 100.00
use 1.23 2
issue
power on
see menu.nothing
point at meter

== The balance, the registers of four rates, and what the meter's own key pages through
press menu
press up
press ok
see row.credit 99.39 within 30
see row.total 1.23kWh
see row.sharp 0.00kWh
press down
see row.peak 1.23kWh
press ok
see 2026-11-20
press down
press down
see 000000123456

== What stands on the meter's own display is picked from a list: nobody can read it by infrared
press ok
see row.marks
press 0
see Err-01
press down
press ok
see 02
press back
press back
press back

== Another meter hangs there now: of the 1997 edition, with three rates
meter of 1997 3
turn away
point at meter
press ok
see row.total 1037.01kWh within 30
see row.peak 234.56kWh
see row.flat 345.67kWh
press down
see row.valley 456.78kWh
press ok
see 2026-11-20
press back

== Nobody there
turn away
press ok
see sorry.point within 30
press back
