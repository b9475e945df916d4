# Through every menu: what was bought, what was used, the language, the parts. No meter is needed.
meter unopened
issue
power on
see menu.nothing

== Nothing was bought, nothing was read
press ok
see menu.purchases
press ok
see menu.nothing
press back
see menu.settings
press back
see menu.nothing

== A purchase is loaded
sell 100.00
plug in
drop
see mail.received 100.00
wait 12
unplug
wait 5
press menu
see menu.recharge
press down
press ok
see row.waiting 100.00
see row.order 1 " "
press back
press back
see 100.00
point at meter
press ok
as unserved: see err.T76 within 20
as unserved: end
as 3JIL, WSD, harshest: see say.light within 30
as 3JIL, WSD, harshest: press back
as 3JIL, WSD, harshest: see err.M56 within 20
as 3JIL, WSD, harshest: end
see say.loaded 100.00 100.00 within 20
wait 2
press ok
see say.press_close
press close
see say.closed within 20
wait 2
press ok
wait 8

== The relay is closed: nothing is urgent any more, the first page is quiet
see menu.nothing

== The second recharge: its reading is shown as bars
use 12.34 2
use 3.21 3
sell 50.00
plug in
drop
see mail.received 50.00
wait 12
unplug
wait 5
press ok
see say.loaded 50.00 142.23 within 20
wait 2
press ok
wait 8
press ok
see menu.usage
press ok
see 15.55
see row.rate2
see 12.34
press ok
see row.credit 142.23
press ok
see row.read
press back
see menu.purchases

== What was bought; the relay was closed, so nobody is asked to close it
press down
press ok
see row.loaded 50.00
see row.order 2 " "

== On the telephone: the digits of the second tell the seller of both, though no report has come
ledger says sold
tell the receipt
ledger says delivered
cannot refund
tell the receipt
press back

== Who this device is
press menu
press menu
press up
press up
press up
press up
press ok
see row.card
press down
see row.meter
see 000000123456
press ok
see row.firmware 0.1.0
press back

== The language, kept over a power cut
press menu
press menu
press down
press down
press down
see menu.settings
press ok
see menu.language
press ok
see language.en
see language.zh
press back
cut power
power on
see menu.nothing
