# wording_visit.py - what is said of what is brought to a handheld, and of a chip that is to become a card
"""Code -> (what is wrong, what helps) in English, then both in Chinese. In braces: facts of the error. Rows without
help are parts of other sentences too (wording.Phrase)."""

TABLE: dict[str, tuple[str, str, str, str]] = {
    # what is brought to it
    "what.order": (
        "order {order} (payment {payment}, {amount})",
        "",
        "第{order}号订单（付款{payment}，{amount}）",
        "",
    ),
    "what.end": (
        "the end of order {order} (payment {payment}, {amount})",
        "",
        "第{order}号订单的终结（付款{payment}，{amount}）",
        "",
    ),
    "what.keys": ("its new keys (document {number})", "", "新密钥（文件{number}）", ""),
    "what.issue": (
        "its issue for meter {meter} (document {number})",
        "",
        "电表{meter}的开卡文件（文件{number}）",
        "",
    ),
    "why.unknown": (
        "an outcome that this program does not know ({code})",
        "",
        "本程序不认识的结果（{code}）",
        "",
    ),
    "then.receive": (
        "It was {what}, which comes before all else: receive its report",
        "",
        "那是{what}，必须最先处理：请接收它的回执",
        "",
    ),
    "then.nothing_sold": ("Nothing was sold", "", "没有售电", ""),
    "then.file_stands": ("The file stands", "", "文件仍然有效", ""),
    "then.file_again": ("The file stands: send it again then", "", "文件仍然有效：请随后再发送", ""),
    "then.sale_stands": (
        "The sale stands as order {order}: the same command, with the same --payment, goes on with it",
        "",
        "售电已成立，是第{order}号订单：用相同的付款号再做一次即可继续",
        "",
    ),
    "order.refused": ("the chip refuses the order: {why}", "", "芯片拒绝了文件：{why}", ""),
    "order.not_taken": (
        "card {card} does not take {what}",
        "Receive its report",
        "卡{card}没有接收{what}",
        "请接收它的回执",
    ),
    "order.came_first": (
        "card {card} had never got order {order}, and has it now: it comes first",
        "Bring it to the meter",
        "卡{card}从未收到第{order}号订单，现在收到了：必须先处理它",
        "请先拿到电表处",
    ),
    "order.held": (
        "card {card} still holds order {order} ({state})",
        "It must be brought to the meter first; nothing was sold",
        "卡{card}上还有第{order}号订单（{state}）",
        "必须先拿到电表处；没有售电",
    ),
    "order.held_disputed": (
        "card {card} still holds order {order} ({state})",
        "Settle it first",
        "卡{card}上还有第{order}号订单（{state}）",
        "请先裁定",
    ),
    "payment.other_card": (
        "payment {payment} is for card {card}",
        "The device is card {device}",
        "付款{payment}属于卡{card}",
        "设备是卡{device}",
    ),
    "payment.is_ending": (
        "payment {payment} is being taken back or settled",
        "Bring the order that does it: `wattkey vend send --port`",
        "付款{payment}正在撤销或裁定",
        "请送去相应的文件：`wattkey vend send --port`",
    ),
    "order.unreadable": (
        "the file cannot be read: {error} ({code})",
        "Make it anew",
        "文件无法读取：{error}（{code}）",
        "请重新制作",
    ),
    "order.of_device": (
        "this is a {kind} of a device, not an order",
        "Name a file that this shop has made",
        "这是设备的文件（{kind}），不是售电点的文件",
        "请指定本售电点制作的文件",
    ),
    "order.elsewhere": (
        "the file is for {noun} {number}, the device is {device}",
        "Nothing was sent",
        "文件属于{noun}{number}，而设备是{device}",
        "没有发送任何内容",
    ),
    # issuing
    "chip.blank": ("the chip {serial} is blank", "Issue it first", "芯片{serial}是空白的", "请先开卡"),
    "chip.blank_again": (
        "card {card} was issued, but its chip {serial} is blank now",
        "Do not use this chip",
        "卡{card}已开卡，但它的芯片{serial}现在是空白的",
        "不要使用这个芯片",
    ),
    "chip.no_card": (
        "the chip {serial} does not show that it is a card now",
        "Take another chip",
        "芯片{serial}没有显示它已成为卡",
        "请换一个芯片",
    ),
    "issue.refused": (
        "the chip refuses the issue document: {code}",
        "Check the chip",
        "芯片拒绝了开卡文件：{code}",
        "请检查芯片",
    ),
    "issue.other_factory": (
        "the chip refuses the issue document: its transport key is not of this shop's factory key",
        "Check the factory key in keys.json",
        "芯片拒绝了开卡文件：传输密钥与本售电点的出厂密钥不符",
        "请检查密钥文件中的出厂密钥",
    ),
    "issue.later_taken": (
        "the chip refuses the issue document: it has taken a later one",
        "Take a fresh chip",
        "芯片拒绝了开卡文件：它已接收更新的文件",
        "请换一个新芯片",
    ),
    "issue.other_serial": (
        "the chip refuses the issue document: it has another serial",
        "Leave the chip in place while it is issued",
        "芯片拒绝了开卡文件：芯片序列号不同",
        "开卡时不要取走芯片",
    ),
    "chip.unknown": (
        "chip {serial} is card {card} of meter {meter}, unknown to this shop",
        "Take a fresh chip",
        "芯片{serial}是电表{meter}的卡{card}，本售电点没有登记",
        "请换一个新芯片",
    ),
    "chip.other_card": (
        "chip {serial} is card {card} of meter {meter}, customer {customer}",
        "Take a fresh chip",
        "芯片{serial}是电表{meter}的卡{card}，客户{customer}",
        "请换一个新芯片",
    ),
    "chip.no_answer": (
        "the chip on the desk does not answer as a WattKey chip ({error})",
        "Check the reader",
        "读卡器上的芯片不像电钥匙芯片那样应答（{error}）",
        "请检查读卡器",
    ),
    "chip.no_simulator": (
        "there is no simulated chip in this installation ({name} is missing)",
        "Issue a handheld: --port, --drive or --serial",
        "这个安装里没有仿真芯片（缺少 {name}）",
        "请给电钥匙开卡：--port、--drive 或 --serial",
    ),
    "chip.no_file": ("{error}", "", "仿真芯片的文件不能使用：{error}", ""),
}
