# wording_endings.py - what is said of how a purchase ends: taken back, settled, corrected, refunded
"""Code -> (what is wrong, what helps) in English, then both in Chinese. In braces: facts of the error."""

TABLE: dict[str, tuple[str, str, str, str]] = {
    "cancel.ended": (
        "payment {payment} is {state}",
        "There is nothing to take back",
        "付款 {payment} 的状态是：{state}",
        "没有要撤销的",
    ),
    "cancel.go": (
        "payment {payment} is {state}: the meter may have it",
        "Go to the meter once more, then report",
        "付款 {payment} 的状态是：{state}，电表可能已得到它",
        "请再到电表前一次，然后交报告",
    ),
    "cancel.later": (
        "payment {payment} was sold to card {card} after it",
        "Take them back together: --later",
        "付款 {payment} 是在它之后卖给卡 {card} 的",
        "请一起撤销：--later",
    ),
    "cancel.lost_load": (
        "payment {payment} was on a lost card: the meter may have it, or get it yet",
        "Load it with card {card}: its count goes in once",
        "付款 {payment} 曾在丢失的卡上：电表可能已得到它，或还会得到",
        "请用卡 {card} 充值：它的次数只会进一次",
    ),
    "cancel.lost_settle": (
        "payment {payment} was on a lost card: the meter may have it, or get it yet",
        "Settle it: who has it?",
        "付款 {payment} 曾在丢失的卡上：电表可能已得到它，或还会得到",
        "请裁定它：钱在谁那里？",
    ),
    "cancel.settle": (
        "payment {payment} is {state}: the meter may have it",
        "Settle it",
        "付款 {payment} 的状态是：{state}，电表可能已得到它",
        "请裁定它",
    ),
    "correct.lost_before": (
        "payment {payment} is on the account of what is lost already",
        "When the customer has brought it: the same without --lost",
        "付款 {payment} 已经记在损失账上",
        "客户把钱带来后：同一命令，不加 --lost",
    ),
    "correct.not_refunded": (
        "payment {payment} is not refunded",
        "There is nothing to correct",
        "付款 {payment} 没有退过款",
        "没有要更正的",
    ),
    "correct.not_settled": (
        "payment {payment} is {state}",
        "Only a settlement can be corrected so",
        "付款 {payment} 的状态是：{state}",
        "只有裁定可以这样更正",
    ),
    "correct.nothing": (
        "payment {payment} is settled as {how}",
        "There is nothing to correct",
        "付款 {payment} 已裁定为：{how}",
        "没有要更正的",
    ),
    "correct.reason": (
        "a correction needs its reason",
        "Write it in 1 to {longest} characters, and no names",
        "更正必须写明原因",
        "请写 1 到 {longest} 个字符，不写姓名",
    ),
    "correct.refunded": (
        "payment {payment} is refunded",
        "When the customer has brought it back: `wattkey vend correct --refund`, then this. If he keeps it: --lost",
        "付款 {payment} 已退款",
        "客户把钱退回后：先 `wattkey vend correct --refund`，再做这个。他不退回：加 --lost",
    ),
    "refund.before": (
        "payment {payment} was refunded already, on {when}, by {who}",
        "Pay nothing out, unless that was you and the customer has not got it yet",
        "付款 {payment} 已退过款：{when}，经手人 {who}",
        "不要付钱，除非那就是您自己、而客户还没有拿到",
    ),
    "refund.before_time": (
        "payment {payment} was refunded already, before this ledger kept the time",
        "Pay nothing out, unless that was you and the customer has not got it yet",
        "付款 {payment} 已退过款，当时账本还不记时间",
        "不要付钱，除非那就是您自己、而客户还没有拿到",
    ),
    "receipt.earlier": (
        "order {order} of card {card} comes before it and is being taken back or settled",
        "The digits do not tell how that one ended: receive the card's report",
        "卡 {card} 的订单 {order} 在它之前，正在撤销或裁定",
        "数字不能说明那一笔如何了结：请接收这张卡的回执",
    ),
    "receipt.ended": (
        "payment {payment} is {state}, and the digits say that it was delivered",
        "Receive the card's report, and ask: both cannot be true",
        "付款 {payment} 的状态是：{state}，而数字说明它已到账",
        "请接收这张卡的回执并查询：两者不能同时成立",
    ),
    "receipt.locked": (
        "wrong digits were told five times for card {card}",
        "Nothing is taken on the telephone for it until its report was received",
        "卡 {card} 的数字已错五次",
        "在接收它的回执之前，不再接受电话告知的数字",
    ),
    "receipt.none": (
        "a receipt has {digits} digits",
        "On the handheld: Purchases, the row Receipt. A handheld that shows none has an older chip: receive its report",
        "收据有 {digits} 位数字",
        "在电钥匙上：购电记录，收据一行。没有这一行的是旧芯片：请接收它的回执",
    ),
    "receipt.not_yet": (
        "the digits are right and say that order {order} of card {card} is {state}",
        "Only a delivered one can be told on the telephone; nothing was changed",
        "数字正确，说明卡 {card} 的订单 {order} 的状态是：{state}",
        "电话只能告知已到账的；什么都没有改变",
    ),
    "receipt.wrong": (
        "these are not the digits of order {order} of card {card}",
        "Have them read out once more, with the order's number above them; wrong ones left: {left}",
        "这不是卡 {card} 的订单 {order} 的数字",
        "请客户再念一遍，并核对上方的订单号；还可错 {left} 次",
    ),
    "settle.ended": (
        "payment {payment} is {state}",
        "There is nothing to settle",
        "付款 {payment} 的状态是：{state}",
        "没有要裁定的",
    ),
    "settle.no_record": (
        "the meter has used count {count} of payment {payment}, and no other channel's record of it is noted",
        "Ask the other channels; then `wattkey vend elsewhere` with --evidence. Where none has it, it was credited",
        "电表已用掉付款 {payment} 的第 {count} 次，而没有记下其他渠道的凭据",
        "请询问其他渠道，再用 `wattkey vend elsewhere` 加 --evidence。如果都没有，它就是已入账的",
    ),
    "settle.not_used": (
        "payment {payment} is {state}, and its count is not known to be used",
        "Load it, or cancel it",
        "付款 {payment} 的状态是：{state}，还不知道它的次数已用掉",
        "请充值或撤销它",
    ),
    "settle.not_used_go": (
        "payment {payment} is {state}, and its count is not known to be used",
        "Go to the meter once more, then report",
        "付款 {payment} 的状态是：{state}，还不知道它的次数已用掉",
        "请再到电表前一次，然后交报告",
    ),
}
