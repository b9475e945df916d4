# The power goes after the meter has got the load and before the handheld has heard so.
== Power cut while loading | 充值途中断电
meter unopened
issue
power on
see menu.nothing
sell 100.00
plug in
drop
see mail.received 100.00
wait 12
unplug
wait 3
point at meter

== The meter takes the money, and in that moment the handheld loses its power | 电表刚收下钱，电钥匙就断了电
cut power after the load command
press ok
the screen goes dark
chip says offered

== Nobody knows now whether it was credited, but the two secure elements do | 这时没人知道充没充上，只有两块安全芯片知道
meter count is 1
meter bought 100.00

== Switch on and press the same key: it compares first, and loads nothing twice | 开机，按同一个键：它先比对，绝不重复充值
power on
see 100.00 within 10
press ok
see say.loaded 100.00 100.00 within 20
meter count is 1
meter bought 100.00
chip says delivered
