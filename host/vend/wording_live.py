# wording_live.py - what is said of a handheld at a port: nobody answers, or who it is
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
}
