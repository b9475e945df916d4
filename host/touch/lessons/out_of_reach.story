# The handheld is held too far away: nothing is lost, and closer it goes in.
== The meter was out of reach | 离电表太远
meter unopened
issue
power on
see menu.nothing
sell 50.00
plug in
drop
see mail.received 50.00
wait 12
unplug
wait 3

== Five metres away nobody hears it | 五米之外，电表听不见
point at meter
hold at 5 m
press ok
see step.unlock
see sorry.point within 30

== It says so, and waits. Nothing was lost: the purchase is still in the chip | 它提示对准电表并等着。钱没有丢，还在芯片里
chip says stored
meter count is 0

== Step closer and press the same key | 走近一点，再按同一个键
hold at 0.3 m
press ok
see say.loaded 50.00 50.00 within 30
meter count is 1
meter bought 50.00

== The same for closing the relay: point, and one key | 合闸也一样：对准，按一个键
wait 2
press ok
see say.press_close
press close
see say.closed within 20
meter relay is closed
