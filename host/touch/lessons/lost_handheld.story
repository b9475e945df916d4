# A handheld is lost with a purchase on it; a new one takes its place, and the money goes in once.
== A lost handheld | 电钥匙丢了
meter unopened
issue
power on
see menu.nothing
sell 80.00
plug in
drop
see mail.received 80.00
wait 12
unplug

== It is lost, with 80.00 on it. The customer gets a blank one | 电钥匙丢了，里面还有80.00元。给客户一只空白的
lose the handheld
power on
see menu.unissued
wait 12

== The seller puts it in the lost one's place: a file, dropped on its drive | 售电点办理补办：生成文件，拷进新电钥匙
plug in
wait 5
replace the card
see mail.issued within 30
see mail.ready within 30
eject
press ok
wait 5
receive

== The purchase that was on the way moves with it | 途中的那笔购电转到新电钥匙
drop
see mail.received 80.00 within 30
wait 18
unplug
wait 5

== At the meter it goes in; the lost one would find its count used | 到电表前充入;丢的那只再来，会发现次数已用过
point at meter
press ok
see say.loaded 80.00 80.00 within 30
meter count is 1
meter bought 80.00
