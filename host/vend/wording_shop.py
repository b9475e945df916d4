# wording_shop.py - what is said of a shop: its ledger, keys, backups, customers
"""Code -> (what is wrong, what helps) in English, then both in Chinese. In braces: facts of the error."""

TABLE: dict[str, tuple[str, str, str, str]] = {
    "customer.unknown": (
        "customer {customer} is not in this ledger",
        "Check the number",
        "账本中没有客户 {customer}",
        "请核对号码",
    ),
    "database.driver": (
        "a ledger in PostgreSQL needs {name}",
        "Install it: pip install 'wattkey[postgresql]'",
        "PostgreSQL 中的账本需要 {name}",
        "请安装：pip install 'wattkey[postgresql]'",
    ),
    "database.kind": (
        "{kind} is no database for a ledger",
        "Write postgresql+psycopg://HOST/NAME",
        "{kind} 不能存放账本",
        "请写 postgresql+psycopg://HOST/NAME",
    ),
    "heads.altered": (
        "these heads were altered, or are of another shop",
        "Take another copy of them",
        "这些链首被改动过，或属于别的售电点",
        "请另取一份",
    ),
    "heads.none": (
        "this is no file of heads",
        "`wattkey vend backup` writes them",
        "这不是链首文件",
        "链首文件由 `wattkey vend backup` 写出",
    ),
    "keys.gone": (
        "{where} knows cards, but {keys} is gone",
        "Restore {keys} from your backup",
        "{where} 中有卡，而 {keys} 不见了",
        "请从备份恢复 {keys}",
    ),
    "keys.older": (
        "the ledger knows {known} generations of keys, keys.json has {generation}",
        "Restore the latest keys.json from your backup: cards have keys of that generation",
        "账本有 {known} 代密钥，keys.json 只有 {generation} 代",
        "请从备份恢复最新的 keys.json：卡里有那一代的密钥",
    ),
    "keys.other": (
        "generation {number} in keys.json is not the one that this ledger was kept with",
        "Put the right one back: cards take no order that is signed with other keys",
        "keys.json 的第 {number} 代密钥不是本账本使用的那一代",
        "请放回正确的文件：卡不接受其他密钥签的订单",
    ),
    "ledger.back_up_first": (
        "the ledger {where} is no file, and none copies it here",
        "Make a backup with pg_dump; then the same command with --backed-up",
        "账本 {where} 不是文件，这里无法复制它",
        "请先用 pg_dump 备份，再加 --backed-up 运行同一命令",
    ),
    "ledger.behind": (
        "card {card} has taken order {order}, which this ledger never sold",
        "The ledger is older than the card: restore the latest backup, or `wattkey vend recover`",
        "卡 {card} 收到过订单 {order}，而本账本从未售出它",
        "账本比卡旧：请恢复最新的备份，或运行 `wattkey vend recover`",
    ),
    "ledger.busy": (
        "the ledger {where} cannot be used: {error}",
        "Others write at this moment: run the same command again, it does nothing twice",
        "账本 {where} 无法使用：{error}",
        "其他人正在写：请再运行同一命令，不会重复",
    ),
    "ledger.damaged": (
        "the ledger {where} cannot be used: {error}",
        "It is damaged: restore ledger.db and keys.json from your backup, and sell nothing until then",
        "账本 {where} 无法使用：{error}",
        "它已损坏：请从备份恢复 ledger.db 和 keys.json，在此之前不要售电",
    ),
    "ledger.missing": (
        "{ledger} is missing",
        "Restore it from your backup: selling without it doubles counts",
        "缺少 {ledger}",
        "请从备份恢复：没有它就售电会使次数重复",
    ),
    "ledger.newer": (
        "the ledger {where} is of a newer WattKey ({found})",
        "Use that one, or a newer one",
        "账本 {where} 属于更新的 WattKey（{found}）",
        "请使用那个版本或更新的版本",
    ),
    "ledger.no_file": (
        "{where} is no file",
        "Make a backup with pg_dump",
        "账本 {where} 不是文件",
        "请用 pg_dump 备份",
    ),
    "ledger.none": (
        "{ledger} is missing",
        "",
        "缺少 {ledger}",
        "",
    ),
    "ledger.not_upgraded": (
        "the ledger {where} cannot be upgraded: {error}",
        "It is as it was; so is its backup {kept}",
        "账本 {where} 无法升级：{error}",
        "它和原来一样；备份在 {kept}",
    ),
    "ledger.older": (
        "the ledger {where} is of an older WattKey",
        "Run `wattkey vend upgrade`: it makes a backup first",
        "账本 {where} 属于较早的 WattKey",
        "请运行 `wattkey vend upgrade`：它会先备份",
    ),
    "ledger.unusable": (
        "the ledger {where} cannot be used: {error}",
        "See that no other program holds it and that it can be reached and written",
        "账本 {where} 无法使用：{error}",
        "请确认没有别的程序占用它，并且可以访问和写入",
    ),
    "name.none": (
        "that is no name",
        "It has 1 to {longest} characters",
        "这不是姓名",
        "姓名有 1 到 {longest} 个字符",
    ),
    "number.none": (
        "{text!r} is no {noun} number",
        "It has {length} digits",
        "{text!r} 不是{noun}号",
        "应为 {length} 位数字",
    ),
    "shop.exists": (
        "{folder} is a shop already",
        "Use it, or name another folder",
        "{folder} 已经是售电点",
        "请使用它，或换一个文件夹",
    ),
}
