# wording_drives.py - what is said of files on a drive or in a folder, and of versions of the device's program
"""Code -> (what is wrong, what helps) in English, then both in Chinese. In braces: facts of the error."""

TABLE: dict[str, tuple[str, str, str, str]] = {
    "file.other": (
        "{file} exists and is another file",
        "Move it away and sell again with the same reference",
        "{file} 已存在，是另一个文件",
        "请移走它，再用相同的付款号售电",
    ),
    "file.unwritable": (
        "{file} cannot be written: {error}",
        "The ledger stands: run the same command again once the folder can be written",
        "{file} 无法写入：{error}",
        "账本不受影响：文件夹可以写入后，请再运行同一命令",
    ),
    "file.in_shop": (
        "{file} lies in the shop's own folder",
        "Name another file: keys and ledger are there",
        "{file} 在售电点自己的文件夹里",
        "请指定另一个文件：密钥和账本在那里",
    ),
    "drive.no_report": (
        "there is no report {file}",
        "Plug the device in, and name its drive or the report file",
        "没有回执 {file}",
        "请插入设备，并指定它的盘或回执文件",
    ),
    "drive.no_card": (
        "there is no {file}",
        "Plug the handheld in, and name its drive",
        "没有 {file}",
        "请插入电钥匙，并指定它的盘",
    ),
    "drive.unreadable": (
        "{file} cannot be read: {error} ({code})",
        "Leave it plugged in a moment, then again",
        "{file} 无法读取：{error}（{code}）",
        "请再插一会儿，然后重试",
    ),
    "drive.other_document": (
        "{file} is a {kind} document",
        "Name the drive of a handheld",
        "{file} 是另一种文件（{kind}）",
        "请指定电钥匙的盘",
    ),
    "drive.failed": ("{drive}: {error}", "", "盘 {drive}：{error}", ""),
    "payment.closed": (
        "payment {payment} is {state}",
        "Its file would only be refused",
        "付款 {payment} 的状态是：{state}",
        "它的文件只会被拒绝",
    ),
    "shop.none": (
        "there is no shop {shop}",
        "`wattkey vend init` makes one; --shop names another",
        "没有售电点 {shop}",
        "`wattkey vend init` 会建立；--shop 指定另一个",
    ),
    "image.none_kept": (
        "the shop has no image of the firmware in {folder}",
        "Name one with --image",
        "售电点的 {folder} 里没有固件映像",
        "请用 --image 指定一个",
    ),
    "image.none": (
        "{file} is no image of WattKey",
        "`wattkey pack` makes one; the maker's is called wattkey-X.Y.Z.img",
        "{file} 不是电钥匙的固件映像",
        "`wattkey pack` 会制作；厂家的文件名是 wattkey-X.Y.Z.img",
    ),
    "image.cut": ("{file} is not whole", "Fetch it again", "{file} 不完整", "请重新获取"),
    "image.loose_files": (
        "{drive} runs from loose files, which go before any image",
        "wattkey drive {drive} --mpy",
        "{drive} 用散文件运行，它们优先于任何映像",
        "请运行 wattkey drive {drive} --mpy",
    ),
    "image.no_room": (
        "{drive} has no room for {size} bytes",
        "Delete what is not needed there, then again",
        "{drive} 放不下 {size} 字节",
        "请删除那里不需要的文件，然后重试",
    ),
    "image.unsigned": (
        "{drive} takes only what {signer} has signed, and this is not (T83)",
        "Ask the maker for a signed image",
        "{drive} 只接受 {signer} 签名的映像，而这个没有（T83）",
        "请向厂家索取签名的映像",
    ),
}
