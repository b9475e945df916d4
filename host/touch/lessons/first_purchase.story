# The first purchase of a customer: from the sale to the lit lamp, and back to the seller.
== Your first purchase | 第一次购电
== A new meter: never opened, its relay tripped. The seller makes this handheld its card | 新电表未开户，继电器已断开。售电点把这只电钥匙发给它
meter unopened
issue
power on
see menu.nothing

== The seller takes 100.00 and makes a file | 售电点收款100.00元，生成购电文件
sell 100.00

== Plug the handheld in like a USB stick and drop the file on it | 像U盘一样插上，把文件拷进去
plug in
drop
see mail.received 100.00
wait 12
unplug
wait 3
see 100.00

== Walk to the meter, point, press one key | 走到电表前，对准红外口，按一个键
point at meter
press ok
see step.unlock
see step.load
see say.loaded 100.00 100.00 within 20
meter balance is 100.00
wait 2
press ok
see say.press_close

== The relay is still open: the handheld's key closes it | 继电器还没合上：按电钥匙的合闸键
press close
see say.closed within 20
meter relay is closed
wait 2
press ok
wait 5

== Back at the shop: the seller reads the report, and the ledger says "delivered" | 回到售电点：读回执，账上记为已充入
plug in
wait 5
receive
ledger says delivered proved
unplug
