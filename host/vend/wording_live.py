# wording_live.py - what is said of a handheld at a port, and of a chip on the desk
"""Code -> (what is wrong, what helps) in English, then both in Chinese. In braces: facts of the error. Rows without
help are parts of other sentences too (wording.Phrase)."""

_AGAIN = "run the same command again: nothing is lost"
_CHOOSE = f"Choose `Seller` in its menu, point it at the head, and {_AGAIN}"
_CHOOSE_ZH = "请在电钥匙菜单中选择“连接售电点”，对准红外头，再做一次：不会丢失"
_HOLD, _HOLD_ZH = f"Hold the device closer to the head and {_AGAIN}", "请将设备靠近红外头，再做一次：不会丢失"
_APART, _APART_ZH = "Do not sell to it, and keep it apart", "不要向它售电，请单独存放"

TABLE: dict[str, tuple[str, str, str, str]] = {
    # nobody there, or somebody else
    "device.silent": ("the device does not answer", _CHOOSE, "设备没有应答", _CHOOSE_ZH),
    "device.silent_at": (
        "the device does not answer at {port}: {heard}",
        _CHOOSE,
        "设备没有应答（{port}）：{heard}",
        _CHOOSE_ZH,
    ),
    "device.silent_now": ("the device does not answer any more", _HOLD, "设备不再应答", _HOLD_ZH),
    "device.silent_now_at": (
        "the device does not answer any more at {port}: {heard}",
        _HOLD,
        "设备不再应答（{port}）：{heard}",
        _HOLD_ZH,
    ),
    "heard.nothing": ("not a byte came back", "", "没有收到任何字节", ""),
    "heard.echo": (
        "only what was sent came back: the head works, and nobody answers",
        "",
        "只收到自己发出的内容：红外头正常，无人应答",
        "",
    ),
    "heard.noise": ("{bytes} bytes came back, and they are no answer", "", "收到{bytes}字节，但不是应答", ""),
    "device.no_handheld": (
        "what answers is no WattKey handheld (it says {word})",
        "Point the head at a WattKey handheld that shows `Seller`, and at nothing else",
        "应答的不是电钥匙（它回答{word}）",
        "请让红外头只对准显示“连接售电点”的电钥匙",
    ),
    "device.another": (
        "another device is at the head now: chip {now}, not {before}",
        f"Put the first one back and {_AGAIN}",
        "红外头前现在是另一台设备：芯片{now}，不是{before}",
        "请放回原来那台，再做一次：不会丢失",
    ),
    "session.mixed": (
        "the session breaks off: somebody else is heard in between",
        _HOLD,
        "会话中断：中间收到了别的设备的信号",
        _HOLD_ZH,
    ),
    "session.broken": ("the session breaks off again and again", _HOLD, "会话一再中断", _HOLD_ZH),
    "device.refuses": ("the device refuses the question ({word})", _HOLD, "设备拒绝了询问（{word}）", _HOLD_ZH),
    "device.no_sense": (
        "the device's answer makes no sense ({error})",
        _HOLD,
        "设备的应答无法理解（{error}）",
        _HOLD_ZH,
    ),
    "device.other_version": (
        "the device speaks another version of this protocol",
        "Update this program or the device",
        "设备使用的协议版本不同",
        "请更新本程序或设备",
    ),
    "order.in_pieces": ("the document does not arrive whole", _HOLD, "文件没有完整送达", _HOLD_ZH),
    "report.in_pieces": ("the report does not arrive whole", _HOLD, "回执没有完整送达", _HOLD_ZH),
    # who it is
    "who.card": ("card {card}", "", "卡{card}", ""),
    "who.blank": ("the blank chip {serial}", "", "空白芯片{serial}", ""),
    "who.said_blank": ("blank chip {serial}", "", "空白芯片{serial}", ""),
    "who.said_card": ("chip {serial}, card {card}", "", "芯片{serial}、卡{card}", ""),
    "device.stranger": (
        "{who} does not know this shop's keys",
        "Take it to the shop that issued it, if it says so once more with no other light near",
        "{who}不认识本售电点的密钥",
        "附近没有其他红外光时仍然这样提示，请到发卡的售电点",
    ),
    "device.unproved": (
        "the device cannot prove that it is the card it says",
        "Do not sell to it",
        "设备不能证明它就是所说的卡",
        "不要向它售电",
    ),
    "device.lies": (
        "the device is not what it said: {said} in its greeting, {proved} in its proof",
        _APART,
        "设备前后不符：招呼时是{said}，证明时是{proved}",
        _APART_ZH,
    ),
    "device.other_report": (
        "the report is of card {card}, and the device is card {device}",
        _APART,
        "回执属于卡{card}，而设备是卡{device}",
        _APART_ZH,
    ),
    "device.shows_not": (
        "the device says that its chip has taken it, and the card's own report does not show it ({kind})",
        "Trust the report: do not hand the device back as done, and keep it apart",
        "设备说芯片已接收，但卡自己的回执没有显示（{kind}）",
        "以回执为准：不要当作已完成交还，请单独存放",
    ),
    "device.not_meant": (
        "the device is card {card} of meter {meter}, not {to}",
        "Nothing was sold",
        "设备是电表{meter}的卡{card}，不是{to}",
        "没有售电",
    ),
    "sale.not_meant": (
        "nothing was sold to card {card}",
        "Name the customer's --card or --meter",
        "没有向卡{card}售电",
        "请用 --card 或 --meter 指定客户的卡或表",
    ),
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
