# wording_keys.py - what is said of keys: their file, passphrase, token, and what they are asked for
"""Code -> (what is wrong, what helps) in English, then both in Chinese. In braces: facts of the error."""

_BACKUP, _BACKUP_ZH = "Restore it from your backup", "请从备份恢复"

TABLE: dict[str, tuple[str, str, str, str]] = {
    "factory.in_use": (
        "{cards} chips of this shop were made cards under the factory key that it has",
        "Documents for them need it: make another shop for chips of another maker",
        "本售电点已有 {cards} 个芯片在现有的出厂密钥下开卡",
        "它们的文件还要用它：请为另一家的芯片另建售电点",
    ),
    "factory.none": (
        "that is no factory key",
        "It is {length} bytes, written as {digits} hexadecimal digits",
        "这不是出厂密钥",
        "应为 {length} 字节，写成 {digits} 个十六进制数字",
    ),
    "keys.damaged": (
        "{path} is damaged ({error})",
        _BACKUP,
        "{path} 已损坏（{error}）",
        _BACKUP_ZH,
    ),
    "keys.exist": (
        "{path} exists and holds keys",
        "It is never overwritten",
        "{path} 已存在，里面有密钥",
        "它从不被覆盖",
    ),
    "keys.no_json": (
        "{path} is damaged (not JSON)",
        _BACKUP,
        "{path} 已损坏（不是 JSON）",
        _BACKUP_ZH,
    ),
    "keys.no_passphrase": (
        "the key file has a passphrase",
        "Set {variable}, or {file} to a file whose first line it is",
        "密钥文件有口令",
        "请设置 {variable}，或让 {file} 指向首行为口令的文件",
    ),
    "keys.none": (
        "there are no keys in {path}",
        "Run `wattkey vend init`, or name the shop's folder",
        "{path} 里没有密钥",
        "请运行 `wattkey vend init`，或指定售电点的文件夹",
    ),
    "keys.not_hexadecimal": (
        "{path} holds a key that is not hexadecimal",
        _BACKUP,
        "{path} 里有一个密钥不是十六进制",
        _BACKUP_ZH,
    ),
    "keys.open_to_others": (
        "{path} can be read by others",
        "Run: chmod 600 {path}",
        "别人可以读取 {path}",
        "请运行：chmod 600 {path}",
    ),
    "keys.others": (
        "{path} holds other keys than a moment ago",
        "Nothing was written: see whose they are",
        "{path} 里的密钥与刚才不同",
        "什么也没有写：请查明是谁的",
    ),
    "keys.sealed": (
        "{path} is sealed",
        "Give its passphrase",
        "{path} 已封存",
        "请给出口令",
    ),
    "keys.short": (
        "{path} holds a key that has not {length} bytes",
        _BACKUP,
        "{path} 里有一个密钥不是 {length} 字节",
        _BACKUP_ZH,
    ),
    "keys.version": (
        "{path} is no key file of version {version}",
        _BACKUP,
        "{path} 不是版本 {version} 的密钥文件",
        _BACKUP_ZH,
    ),
    "passphrase.common": (
        "the passphrase is too weak: it is made of what everybody tries first",
        "Take five words that do not belong together",
        "口令太弱：人人最先试的就是它",
        "请用五个互不相关的词",
    ),
    "passphrase.file_empty": (
        "the passphrase file {file} is empty",
        "Check {variable}",
        "口令文件 {file} 是空的",
        "请检查 {variable}",
    ),
    "passphrase.file_unreadable": (
        "the passphrase file {file} cannot be read",
        "Check {variable}",
        "无法读取口令文件 {file}",
        "请检查 {variable}",
    ),
    "passphrase.short": (
        "the passphrase is too weak: it has fewer than {least} characters",
        "Take five words that do not belong together",
        "口令太弱：少于 {least} 个字符",
        "请用五个互不相关的词",
    ),
    "passphrase.wrong": (
        "the passphrase is wrong, or the keys were altered",
        "Give the one that sealed them ({variable}, or a file named by {file})",
        "口令不对，或密钥被改动过",
        "请给出封存时的口令（{variable}，或 {file} 指定的文件）",
    ),
    "serial.none": (
        "{serial!r} is no chip's serial",
        "It has 16 hexadecimal digits",
        "{serial!r} 不是芯片序列号",
        "应为 16 个十六进制数字",
    ),
    "token.absent": (
        "there is no token {token!r}",
        "Put it in",
        "没有令牌 {token!r}",
        "请插入它",
    ),
    "token.keyless": (
        "the token {token!r} has no key of WattKey",
        "Put the one in that sealed these keys",
        "令牌 {token!r} 里没有 WattKey 的密钥",
        "请插入封存这些密钥的那一个",
    ),
    "token.no_module": (
        "no PKCS#11 module is named",
        "Set {variable} to the library of the token's vendor",
        "没有指定 PKCS#11 模块",
        "请让 {variable} 指向令牌厂家的库",
    ),
    "token.no_package": (
        "keys on a token need python-pkcs11",
        "Install it: pip install 'wattkey[token]'",
        "令牌上的密钥需要 python-pkcs11",
        "请安装：pip install 'wattkey[token]'",
    ),
    "token.opens_not": (
        "the token does not open these keys: they were altered, or sealed by another token",
        "Restore keys.json, or put the right token in",
        "令牌打不开这些密钥：它们被改动过，或由别的令牌封存",
        "请恢复 keys.json，或插入正确的令牌",
    ),
    "token.pin": (
        "the token {token!r} refuses this PIN",
        "After a few wrong ones it locks itself: ask who keeps its PUK",
        "令牌 {token!r} 拒绝这个 PIN",
        "错几次后它会锁住：请找保管 PUK 的人",
    ),
    "token.unusable": (
        "the token {token!r} cannot be used ({error})",
        "See that {library} is its vendor's library, and that nobody else holds it",
        "令牌 {token!r} 无法使用（{error}）",
        "请确认 {library} 是其厂家的库，并且没有别的程序占用它",
    ),
    "trial.real_chips": (
        "the chips of this shop are real: none of its keys leaves it",
        "Make another: vend init --plain",
        "本售电点的芯片是真的：密钥都不会离开它",
        "请另建一个：vend init --plain",
    ),
    "trial.sealed": (
        "the keys of this shop are sealed: none of them leaves it",
        "Make another: vend init --plain",
        "本售电点的密钥已封存：都不会离开它",
        "请另建一个：vend init --plain",
    ),
}
