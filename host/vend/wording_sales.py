# wording_sales.py - what is said of sales, counts and the till
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
    "count.unknown": (
        "meter {meter} has used purchases that this ledger does not know: count {counts}",
        "Ask the other channels and note each: `wattkey vend elsewhere`. If nobody knows: `wattkey vend recover` with"
        " the card's report, and look at the meter's records",
        "电表 {meter} 用掉了本账本不知道的购电：第 {counts} 次",
        "请向其他渠道查询并逐笔登记：`wattkey vend elsewhere`。无人知道时：用卡的报告运行 `wattkey vend recover`，"
        "并查看电表的记录",
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
    "elsewhere.amount": (
        "count {count} of meter {meter} was {amount} elsewhere",
        "Check the amount",
        "电表 {meter} 的第 {count} 次在别处记为 {amount}",
        "请核对金额",
    ),
    "elsewhere.in_use": (
        "payment {payment} was settled as not credited because of this note",
        "Correct that first: `wattkey vend correct --credited`",
        "付款 {payment} 因这条记录被裁定为未入账",
        "请先更正：`wattkey vend correct --credited`",
    ),
    "elsewhere.none": (
        "that is no purchase",
        "An amount is 0.01 to {dearest}, a count has four bytes",
        "这不是一次购电",
        "金额为 0.01 到 {dearest}，次数为四字节",
    ),
    "elsewhere.not_noted": (
        "no purchase of {amount} with count {count} is noted for meter {meter}",
        "Check the numbers",
        "电表 {meter} 没有记下第 {count} 次、{amount} 的购电",
        "请核对号码",
    ),
    "elsewhere.proved": (
        "count {count} of meter {meter} is payment {payment} of this shop, proved",
        "Check it",
        "电表 {meter} 的第 {count} 次是本店的付款 {payment}，已有证明",
        "请核对",
    ),
    "elsewhere.record": (
        "that is no record of another channel",
        "Write its receipt in 1 to {longest} characters",
        "这不是其他渠道的凭据",
        "请用 1 到 {longest} 个字符写明其收据",
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
    "till.less": (
        "{amount} cannot be taken out of the till",
        "There should be {there} in it",
        "不能从钱箱取出 {amount}",
        "钱箱里应有 {there}",
    ),
}
