# dar.py - why a meter of DL/T 698.45 gives no value: the data access results (DAR), by number
"""Names of the standard's table; the numbers are those of meters and collectors in the field."""

DAR: dict[int, tuple[str, str]] = {
    0: ("success", "成功"),
    1: ("hardware failure", "硬件失效"),
    2: ("temporary failure", "暂时失效"),
    3: ("reading or writing refused", "拒绝读写"),
    4: ("object not defined", "对象未定义"),
    5: ("class of the object does not fit", "对象接口类不符合"),
    6: ("no such object", "对象不存在"),
    7: ("wrong type", "类型不匹配"),
    8: ("out of range", "越界"),
    9: ("block not available", "数据块不可用"),
    10: ("transfer in blocks cancelled", "分帧传输已取消"),
    11: ("no transfer in blocks is going on", "不处于分帧传输状态"),
    12: ("writing of a block cancelled", "块写取消"),
    13: ("no block is being written", "不存在块写状态"),
    14: ("wrong number of the block", "数据块序号无效"),
    15: ("wrong password or not authorised", "密码错/未授权"),
    16: ("speed cannot be changed", "通信速率不能更改"),
    17: ("too many seasons", "年时区数超"),
    18: ("too many day slots", "日时段数超"),
    19: ("too many rates", "费率数超"),
    20: ("security does not fit", "安全认证不匹配"),
    21: ("repeated recharge", "重复充值"),
    22: ("ESAM verification failed", "ESAM验证失败"),
    23: ("security authentication failed", "安全认证失败"),
    24: ("customer number differs", "客户编号不匹配"),
    25: ("purchase count wrong", "充值次数错误"),
    26: ("over the hoard limit", "购电超囤积"),
    27: ("address abnormal", "地址异常"),
    28: ("symmetric decryption failed", "对称解密错误"),
    29: ("asymmetric decryption failed", "非对称解密错误"),
    30: ("wrong signature", "签名错误"),
    31: ("meter suspended", "电能表挂起"),
    32: ("time tag invalid", "时间标签无效"),
    33: ("request timed out", "请求超时"),
    34: ("P1 P2 of the ESAM wrong", "ESAM的P1P2不正确"),
    35: ("LC of the ESAM wrong", "ESAM的LC错误"),
    255: ("other", "其它"),
}


def words(reason: int) -> str:
    """A reason in English: name and number."""
    return f"{DAR[reason][0]} (DAR {reason})" if reason in DAR else f"DAR {reason}, which the standard does not name"
