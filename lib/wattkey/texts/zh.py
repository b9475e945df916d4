# zh.py - the texts in simplified Chinese
"""One line for each text: key, blank, words. See wattkey.text."""

BLOB = """
title.home WattKey
title.mail 新文件
title.problem 请注意
title.recharge 充值
title.close 合闸
title.part 部件故障
title.publish 报告
menu.recharge 充值
menu.close 合闸
menu.read_back 读取用电量
menu.nothing 没有待充的购电|可以放入新文件
menu.ready 待充 %s 元
menu.drop 请把购电文件|拖入 WATTKEY 盘
menu.starting 正在启动…
menu.unissued 还没有开户|请找售电点
keys.any 按任意键继续
keys.yes #确定  *返回
keys.again #重试  *返回
keys.ok #%s
keys.back *返回
keys.menu A↑ B↓ #确定
keys.close C合闸  *返回
mail.received 收到 %s 元
mail.held 这笔已经收到|去电表充值吧
mail.copying 正在复制|请稍候
mail.publishing 正在保存报告…|请勿拔线
mail.unplug 请拔下数据线|去电表前充值
mail.published 报告已保存|可以拔线了
step.pending 正在查看|安全芯片
step.unlock 请对准电表|红外口
step.login 正在核对身份|请保持对准
step.compare 正在核对账目|请保持对准
step.load 正在充值|请保持对准
step.proof 正在确认|请保持对准
step.usage 正在读用电量|请保持对准
step.relay 正在查合闸状态|请保持对准
step.close 正在合闸|请保持对准
say.point 电表没有应答|请重新对准
say.failed 没有成功|请重新对准
say.loaded 已充 %s 元|余额 %s
say.balance 余额|%s 元
say.done 充值成功|谢谢！
say.bring 下次购电时|请插到售电点
say.press_close 请按 C 键合闸
say.nothing 没有要充的金额
say.locked 电表不认这张卡|是自家的表吗？
say.seller 请找售电点|帮您处理
say.code 请告知代码 %s
say.stop 请不要再试|请找售电点
say.mac 电表拒绝充值|请找售电点
say.safe 您的钱还在卡里|请放心
say.allowed 已允许合闸|请按 C 键
say.closed 已经合闸|恢复供电
say.already 电表已经合闸|不用再操作
say.refused 电表没有合闸
say.forbidden 现在还不允许|合闸
say.unsure 还不能确定|请看一下电表
say.sure 马上就要来电|确定请按 #
mark.insecure 不安全
part.broken 部件故障 %s
part.rest 其他功能可用
part.service 请送去维修
err.T21 文件太长|不是购电文件
err.T22 文件已损坏|请重新复制
err.T23 这不是 WattKey|的文件
err.T24 有不认识的内容|请找售电点
err.T25 文件缺少内容|请重新复制
err.T26 文件内容有误|请找售电点
err.T27 数据损坏|请重新发送
err.T28 文件读不出来|请重新复制
err.T31 文件验证未通过|请找售电点
err.T32 这是另一张卡的|购电文件
err.T33 这是另一块电表|的购电文件
err.T34 这份文件|已经充过了
err.T35 缺少前一份|购电文件
err.T36 购电次数不对|请找售电点
err.T37 请先充完|前一笔购电
err.T38 金额不对|请找售电点
err.T39 还没有开户|请找售电点
err.T41 电表没有应答|请重新对准
err.T42 电表不认这张卡|是自家的表吗？
err.T43 不是自家的表|请找对电表
err.T44 应答不清楚|请重新对准
err.T45 电表不接受充值|请找售电点
err.T46 还没有合上|请重新对准
err.T47 现在还不允许|合闸
err.M51 还不能确定|请重新对准
err.M52 购电次数不连续|请找售电点
err.M53 已由别处充值|请找售电点
err.M54 请不要再试|请找售电点
err.M55 尝试次数过多|请找售电点
err.P01 安全芯片|没有应答
err.P02 安全芯片|应答有误
err.P03 红外部件故障
err.P04 键盘故障
err.P05 磁盘读不出来
err.P06 报告没有保存|请重新插线
err.P07 屏幕故障
err.P08 缺少驱动文件
"""
