# zh.py - the texts in simplified Chinese
"""One line for each text: key, blank, words. See wattkey.text."""

BLOB = """
title.home WattKey
title.mail 新文件
title.publish 报告
title.ready 断开
title.problem 请注意
title.recharge 充值
title.read_back 读取用电量
title.close 合闸
title.main 菜单
title.settings 设置
title.language 语言
title.usage 用电
title.read 电表显示
title.collect 表箱抄表
title.registers 电表读数
title.purchases 购电记录
title.about 关于本机
title.selftest 自检
title.aim 对准
title.codes 状态记录
title.seller 售电点
title.uplink 上行通信
title.pin 密码
title.pin_give 密码
title.pin_set 设置密码
title.pin_change 修改密码
title.pin_off 取消密码
title.update 更新
title.boot_drive 启动盘
menu.recharge 充值
menu.close 合闸
menu.seller 连接售电点
menu.read_back 读取用电量
menu.nothing 没有待充的购电|可以放入新文件
menu.unissued 还没有开户|请找售电点
menu.main 菜单
menu.read 查看电表
menu.collect 表箱抄表
menu.usage 用电情况
menu.purchases 购电记录
menu.settings 设置
menu.language 语言
menu.about 关于本机
menu.selftest 自检
menu.aim 对准电表
menu.codes 状态记录
menu.uplink 上行通信
menu.pin_set 设置密码
menu.pin_change 修改密码
menu.pin_off 取消密码
menu.update 更新
menu.boot_drive 启动盘
language.zh 中文
language.en English
row.insecure 不安全
row.rate1 尖
row.rate2 峰
row.rate3 平
row.rate4 谷
row.more T5+ ...
state.read 已读
state.silent 无应答
state.refused 拒绝
state.unsure 不可靠
state.unread 未读
state.exchanged 另一只表
row.total 总
row.sharp 尖
row.peak 峰
row.flat 平
row.valley 谷
row.voltage 电压
row.current 电流
row.power 功率
row.number 号
row.credit 余额 %s
row.dark 现在没有电
row.tripped 停电 %s
row.itself 由电表停电
row.ordered 由售电点停电
row.least 再充值 %s
row.bought 累计 %s
row.read 读取时间
row.waiting %s 待充
row.unsure %s 待定
row.loaded %s 已充
row.disputed %s M53
row.cancelled %s 作废
row.settled %s 已处理
row.next %s 排队
row.order 第%s笔 %s
row.card 卡号
row.meter 表号
row.chip 芯片号
row.firmware 版本 %s
row.free 剩余内存 %s KB
row.battery 电量 %s
row.see_all 全亮吗 #是 *否
row.test_chip 芯片 %s
row.test_link 红外 %s
row.test_atr 芯片应答 %s
row.test_flash Flash %s KB
row.test_pads 红外电流 %s
row.test_drive 磁盘 %s
row.test_screen 屏幕 %s
row.test_keys 键盘 %s
row.unsigned 未签名
row.loose DEV 散文件
keys.any 按任意键继续
keys.again #重试  *返回
keys.close C=合闸  *=返回
keys.yes #=是  *=否
keys.ok #%s
keys.menu A↑ B↓ #确定
keys.pin #确定 *删除
mail.received 收到 %s 元
mail.issued 已经开户|可以使用
mail.cancelled 这笔已撤销|请找售电点
mail.settled 账目已处理|可以再购电
mail.unlocked 密码已取消|请重设密码
mail.held 这笔已经收到|去电表充值吧
mail.copying 正在复制|请稍候
mail.ready 报告已好|断开盘后按#键
mail.publishing 正在保存报告…|请勿拔线
mail.updated 新版本已启用|%s
step.unlock 请对准电表|红外口
step.find 正在找电表|请对准红外口
step.read 正在读电表|请保持对准
step.meters 正在读取|电表清单
step.collect 已抄%s/%s|失败%s
step.search 查找%s %s|已找到%s只表
step.stopping 正在停止|请稍候
step.login 电表 %s|%s
step.compare 正在核对账目|请保持对准
step.load 正在充值|请保持对准
step.proof 正在确认|请保持对准
step.usage 正在读用电量|请保持对准
step.loaded 已充值%s|请继续对准
step.relay 正在查合闸状态|请保持对准
step.close 正在合闸|请保持对准
step.test_chip 正在检查芯片
step.test_link 正在检查红外|请用手挡在前面
step.test_drive 正在检查磁盘
step.listen 请对准售电点|稍候连接
step.talk 正在收发数据|请保持对准
step.verify 正在检查|请稍候
step.install 正在启动|新版本
step.room 正在整理存储|请勿拔线
step.boot 请在电脑上找|RPI-RP2 盘
sorry.point 电表没有应答|请重新对准
sorry.failed 没有成功|请重新对准
say.go_on 已抄%s/%s|#继续抄|*从头抄
say.last_pass 已抄%s/%s|#再抄一遍|*查看结果
say.unplug 请先拔下数据线|再来一次
say.known 已抄%s/%s|#再抄 *看结果|0重新查找
say.no_list 没有电表清单|#查找电表|*返回
say.loaded 已充 %s 元|余额 %s
say.read_back 用电量已读取|余额 %s
say.press_close 请按 C 键合闸
say.own_key 请按住电表键|过5s后合闸
say.light 已充值|是否合闸？
say.nothing 没有要充的金额
sorry.locked 电表不认这张卡|是自家的表吗？
sorry.seller 请找售电点|帮您处理
sorry.stop 多次没有成功|请稍后再试
sorry.hung 电表已被锁定|请24h后再来
sorry.newer 电表型号太新|请找售电点
sorry.later 还没有入账|请稍后再对准
sorry.confirm 已充值，请找|售电点确认
sorry.mac 电表拒绝充值|请找售电点
sorry.document 文件不能用|请找售电点
sorry.nobody 没有连接|请重新对准
say.closed 已经合闸|恢复供电
say.already 电表已经合闸|不用再操作
say.no_reading 还没有读数|请先充值
say.language 语言已设为|中文
say.press_all 请按每一个键|连按两次结束
say.pin 请输入密码
say.pin_old 请输入旧密码
say.pin_new 新密码 4-8 位
say.pin_again 再输入一次
say.pin_set 密码已设好|请记住
say.pin_off 密码已取消
sorry.full 断电后会忘记|请插线重设
say.reported 数据已送到|售电点
say.accepted 文件已接受|请继续
say.uplink 收到 %s 问|答复 %s
say.rest %s min 后再抄|盘只能用 %s yr|#查看结果
say.wears %s min 后再抄|盘 %s yr 会坏!|#查看结果
say.update %s -> %s|%s 签名|#安装 *返回
say.older %s 比现在的|%s 旧|#继续 *返回
say.no_image 盘里没有|别的版本文件
say.boot 只用于从电脑|复制UF2文件|#继续 *返回
say.boot_cost 整盘UF2会清空|盘里的文件|#启动 *返回
sorry.forbidden 现在还不允许|合闸
err.T21 文件太长|不是购电文件
err.T22 文件已损坏|请重新复制
err.T23 这不是 WattKey|的文件
err.T24 有不认识的内容|请找售电点
err.T25 文件缺少内容|请重新复制
err.T26 文件内容有误|请找售电点
err.T27 数据损坏|请重新发送
err.T28 文件读不出来|请重新复制
err.T29 电表清单有误|请改第%s行
err.T30 这是文件夹|请复制文件本身
err.T31 文件验证未通过|请找售电点
err.T32 这是另一张卡的|购电文件
err.T33 这是另一块电表|的购电文件
err.T34 这份文件|已经用过了
err.T35 缺少前一份|购电文件
err.T36 购电次数不对|请找售电点
err.T37 请先充完|前一笔购电
err.T38 金额不对|请找售电点
err.T39 还没有开户|请找售电点
err.T40 请先到电表|核对账目
err.T41 电表没有应答|请重新对准
err.T42 电表不认这张卡|是自家的表吗？
err.T43 不是自家的表|请找对电表
err.T44 应答不清楚|请重新对准
err.T45 电表不接受充值|请找售电点
err.T46 还没有合上|请重新对准
err.T47 现在还不允许|合闸
err.T48 请先输入密码
err.T50 没有电表清单|请拷meters.json
err.T51 没有找到电表|请检查接线
err.T52 电表清单|文件太长
err.T53 电表清单|请存为 UTF-8
err.T54 没有抄表文件|readings.json
err.T61 断电后会忘记|请插线重设
err.T62 密码不对|还可试 %s 次
err.T63 密码已锁定|请找售电点
err.T64 两次不一样|请重新输入
err.T65 磁盘满了|请删旧文件
err.T71 电表余额已满|低于%s再来
err.T72 户号不符|请找售电点
err.T73 旧式电表不支持|请找售电点
err.T74 电表已被锁定|请24h后再来
err.T75 超过电表限额|请找售电点
err.T76 电表型号太新|请找售电点
err.T77 还没有入账|请稍后再对准
err.T78 请再充值|%s以上
err.M51 还不能确定|请重新对准
err.M52 购电次数不连续|请找售电点
err.M53 已由别处充值|请找售电点
err.M54 请不要再试|请找售电点
err.M55 尝试次数过多|请找售电点
err.M56 已充值，请找|售电点确认
err.P01 安全芯片无应答|请关机再开
err.P02 芯片应答有误|请关机再开
err.P03 红外部件故障|请找售电点
err.P04 键盘故障|请找售电点
err.P05 磁盘读不出来|请关机再开
err.P06 找不到邮件文件|请找售电点
err.P07 屏幕故障|请找售电点
err.P08 设置存不下来|不影响充值
err.P09 出了点问题|请再试一次
err.P10 芯片型号不符|请找售电点
err.P11 上行不通|请检查设置
err.P12 多次故障|请关机再开
err.P13 没电了|请先充电
err.P14 电量读不出来|请检查设置
err.T81 不是 WattKey|的版本文件
err.T82 版本文件已损坏|请重新复制
err.T83 签名不对|不能安装
err.T84 这是另一种板|的版本文件
err.T85 不适合现在的|CircuitPython
err.T86 盘里的启动文件|也要更新
err.T87 现在就是|这个版本
err.T88 存储已满|请插线重试
err.T89 现在用散文件|不用版本文件
err.T90 新版本没能启动|已恢复旧版本
err.T91 盘已满|请删旧版本文件
"""
