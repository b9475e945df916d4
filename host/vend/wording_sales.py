# wording_sales.py - what is said of sales: payments, orders, counts, amounts
"""Code -> (what is wrong, what helps) in English, then both in Chinese. In braces: facts of the error."""

TABLE: dict[str, tuple[str, str, str, str]] = {
    "amount.cannot": (
        "{amount:.2f} cannot be sold",
        "An amount is 0.01 to {dearest}",
        "{amount:.2f} 不能售出",
        "金额为 0.01 到 {dearest}",
    ),
    "count.at_end": (
        "the purchase count of meter {meter} is at its end",
        "Was it typed wrong?",
        "电表 {meter} 的购电次数已到尽头",
        "是否输错了？",
    ),
    "count.elsewhere": (
        "count {count} of order {order} was used elsewhere",
        "Go to the meter with that card, then report, then cancel or settle",
        "订单 {order} 的第 {count} 次已在别处用掉",
        "请拿那张卡到电表前，再交报告，然后撤销或裁定",
    ),
    "count.known": (
        "count {count} of meter {meter} is known to be used",
        "No lower one can be its last: read the meter again",
        "电表 {meter} 的第 {count} 次已知被用掉",
        "它最后的次数不会更低：请再读一次电表",
    ),
    "count.none": (
        "{count} is no purchase count",
        "It is what the meter shows as its number of purchases",
        "{count} 不是购电次数",
        "购电次数是电表上显示的次数",
    ),
    "count.out": (
        "count {count} of meter {meter} is out on card {card} ({state})",
        "Receive that card's report first",
        "电表 {meter} 的第 {count} 次在卡 {card} 上（{state}）",
        "请先接收那张卡的报告",
    ),
    "count.used": (
        "the meter has used count {count} of order {order}",
        "Cancel or settle that one first",
        "电表已用掉订单 {order} 的第 {count} 次",
        "请先撤销或裁定那一笔",
    ),
    "date.none": (
        "{sold} is no date of sale",
        "The document writes years from 2000 to 2099",
        "{sold} 不是售电日期",
        "文件中的年份为 2000 到 2099",
    ),
    "order.disputed": (
        "order {order} of card {card} is disputed",
        "Settle it before selling more",
        "卡 {card} 的订单 {order} 有争议",
        "再次售电前请先裁定它",
    ),
    "order.ending": (
        "order {order} of card {card} is being taken back or settled",
        "Receive its report first",
        "卡 {card} 的订单 {order} 正在撤销或裁定",
        "请先接收它的报告",
    ),
    "order.left_behind": (
        "order {order} of card {card} is being taken back or settled",
        "Compare the meter's sum, then settle it again",
        "卡 {card} 的订单 {order} 正在撤销或裁定",
        "请核对电表的累计金额，再裁定一次",
    ),
    "order.not_wanted": (
        "payment {payment} is {state}",
        "It needs no such file",
        "付款 {payment} 的状态是：{state}",
        "它不需要这样的文件",
    ),
    "payment.none": (
        "{payment!r} is no payment reference",
        "It has 1 to 64 characters, no spaces around them",
        "{payment!r} 不是付款号",
        "付款号有 1 到 64 个字符，首尾没有空格",
    ),
    "payment.not_free": (
        "payment {payment} is {state}",
        "Only what was cancelled, or settled as not credited, is free",
        "付款 {payment} 的状态是：{state}",
        "只有已撤销的、或裁定为未入账的才可动用",
    ),
    "payment.reads_as": (
        "payment {payment!r} reads as {sold!r}, which has bought something already",
        "If it is that one, say it so: --payment {sold!r}. If it is another payment, add --another",
        "付款 {payment!r} 读起来像已经用过的 {sold!r}",
        "如果就是那一笔，请写：--payment {sold!r}。如果是另一笔付款，请加 --another",
    ),
    "payment.refunded": (
        "payment {payment} was taken back, and buys nothing any more",
        "Take another reference",
        "付款 {payment} 已撤销，不能再购电",
        "请换一个付款号",
    ),
    "payment.sold_before": (
        "payment {payment} has bought {amount} for card {card} already (meter {meter}, closing {closing})",
        "Another purchase needs another reference",
        "付款 {payment} 已为卡 {card} 买过 {amount}（电表 {meter}，合闸：{closing}）",
        "另一笔购电需要另一个付款号",
    ),
    "payment.taken_back": (
        "payment {payment} was taken back, and buys nothing any more",
        "Take another reference, or resell it: `wattkey vend resell`",
        "付款 {payment} 已撤销，不能再购电",
        "请换一个付款号，或重新售出：`wattkey vend resell`",
    ),
    "payment.unknown": (
        "no payment {payment!r} in this ledger",
        "Check the reference: `wattkey vend ledger` lists them",
        "账本中没有付款 {payment!r}",
        "请核对付款号：`wattkey vend ledger` 会列出",
    ),
}
