# A new version of the firmware is one file on the drive; what is in the chip survives it.
== A new version | 新版本
run from an image
meter unopened
issue
power on
see menu.nothing
wait 12
plug in

== The maker's new version is one file: drop it on the drive | 新版本是一个文件：拷进盘里
drop image 1.1.0
see "0.1.0 -> 1.1.0" within 30

== It was checked before it asks. OK starts it | 先检查，再询问。按确认键启动
press ok
see mail.updated 1.1.0 within 15
press ok
see menu.nothing

== A file with one wrong bit is refused, and the version that runs stays | 错了一位的文件会被拒绝，正在运行的版本不变
drop spoiled image 1.2.0
see err.T82 within 40
press back
wait 2
start about
press ok
press ok
see row.firmware 1.1.0
