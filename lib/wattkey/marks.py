# marks.py - what a meter says is wrong with it: its status words, and the Err- numbers on its display, in words
"""The words of both languages lie here and not with the other texts: they are wanted while a meter is read, and code is
what costs memory. No identifier reads the number that stands on a display: the person who sees it picks it. Generations
of meters contradict each other, so a number has every meaning that one of them gives it (docs/errors.md: who says so).
"""

from wattkey.dlt645 import ids
from wattkey.dlt645.asker import Refused
from wattkey.pages import Pages
from wattkey.runner import Noun
from wattkey.text import Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.dlt645.master import Master

# A line each: the mark, a letter for what to do, its words.
WORDS = """
loop u Control loop bad|控制回路错误
esam u Meter chip bad|ESAM错误
inner u Inner card bad|内卡初始化错误
clock_bat u Clock battery|时钟电池欠压
read_bat u Reading battery|抄表电池欠压
program u Program fault|内部程序错误
memory u Memory fault|存储器故障
clock u Clock is wrong|时钟故障
owed b Overdrawn|已经透支
auth s Card not trusted|认证错误
check s Chip check fails|ESAM验证失败
customer s Other customer|户号不符
count s Purchase count|充值次数错误
hoard l Above the limit|超过电表限额
setting c Setting card|参数设置卡失效
rekey c Key change fails|修改密钥错误
seal c Seal key missed|未按铅封键
pulled c Card out early|提前拔卡
numbers c Number card full|修改表号卡满
keys_out c Key card used up|密钥卡次数为0
opened s Opened already|已经开户
unopened s Not opened yet|还没有开户
broken c Card is broken|卡损坏
low u Voltage too low|电压过低
file c Card file is bad|卡文件格式错误
type c Wrong card type|卡类型错误
opening c Opening card|新开户卡
other s Something else|其他错误
meter u Meter is faulty|电表故障
invalid c Invalid card|无效卡片
foreign c Card of another|卡表不匹配
selling s Selling error|售电操作错误
contact c Bad contact|卡接触不良
overload l Overload|过载
uneven u Currents uneven|电流严重不平衡
high u Voltage too high|过压
factor n Power factor|功率因数超限
demand l Demand too high|需量超限
reversed u Power reversed|功率反向
switch u Load switch bad|负荷开关错误
cover u Cover opened|开盖
magnet u Magnet near it|磁场干扰
supply u Supply failed|电源异常
tripped b Relay opened|跳闸
closed n Relay closed|合闸
phase u Phase event|相线异常
order u Phase order|相序错误
writing n Programming|编程
ordered s Trip ordered|远程跳闸
announced b Trip announced|预跳闸报警
kept n Power is kept|保电
lost_v u Voltage lost|失压
lost_c u Current lost|失流
missing u Phase missing|断相
aux n Aux supply lost|辅助电源失电
down n Power went down|掉电
public s No private keys?|没有私钥?
"""
TODO = """
u Call the utility|请报修
s See the seller|请找售电点
b Buy credit|请购电
l Use less power|请减少用电
c Only for cards|只与购电卡有关
n Nothing to do|不用处理
"""
# Number on the display: every meaning.
NUMBERS = """
01 loop switch owed
02 esam
03 inner
04 clock_bat
05 program
06 memory
07 clock loop
08 clock
09 read_bat
10 auth owed
11 check cover
12 customer cover
13 count magnet
14 hoard supply
15 setting tripped
16 rekey closed
17 seal phase
18 pulled phase
19 numbers phase
20 keys_out phase
21 opened phase
22 unopened phase
23 broken phase
24 low phase
25 file phase
26 type
27 opening
28 other
31 meter
32 invalid
33 foreign order uneven reversed
34 selling order uneven reversed
35 contact order uneven reversed
36 hoard order uneven reversed
37 order uneven reversed
38 order uneven reversed
39 order uneven reversed
40 order uneven reversed
41 order uneven reversed
42 order uneven reversed
43 order uneven reversed
44 order uneven reversed
45 order uneven reversed
49 writing
51 overload
52 uneven
53 high
54 factor
55 demand
56 reversed
"""
# Status word and its bit, where all editions agree; a phase stands for words 4, 5 and 6.
BITS = (
    "1 2clock_bat 3read_bat 8loop 9esam 12program 13memory 14owed 15clock",
    "3 6ordered 7announced 12kept",
    "4 0lost_v 1low 2high 3lost_c 4overload 5overload 6reversed 7missing",
    "7 0order 1order 3uneven 4aux 5down 6demand 7factor 8uneven 9cover 10cover",
)
_PHASES = (4, 5, 6)


def found_in(words: bytes) -> "list[str]":
    """The marks of status words 1 to 7, two bytes each, and of the key status, four, behind them (wire order), in the
    order of BITS, none twice. What is lacking says nothing."""
    marks = []
    for line in BITS:
        first, *bits = line.split(" ")
        value = 0
        for word in _PHASES if first == "4" else (int(first),):
            value |= int.from_bytes(words[2 * word - 2 : 2 * word], "little")
        for bit in bits:
            at = 2 if bit[1] < "a" else 1
            if value >> int(bit[:at]) & 1 and bit[at:] not in marks:
                marks.append(bit[at:])
    if int.from_bytes(words[4:6], "little") & ids.UNOPENED == ids.UNOPENED:
        marks.append("unopened")
    if words[14:18] == bytes(4):
        marks.append("public")
    return marks


def rows(marks: "list[str]", language: str) -> "list[str]":
    """A row for each mark, and behind them one for each thing to do."""
    said, todo = [], []
    for mark in marks:
        letter, words = _line(WORDS, mark).split(" ", 1)
        said.append(words.split("|")[language == "zh"])
        does = _line(TODO, letter).split("|")[language == "zh"]
        if does not in todo:
            todo.append(does)
    return said + todo


def _line(table: str, name: str) -> str:
    at = table.index("\n" + name + " ") + len(name) + 2
    return table[at : table.index("\n", at)]


async def read(master: "Master", address: bytes, language: str) -> "list[str]":
    """What the status words say is wrong, as rows; nothing where they say nothing, or are refused. Raises NoAnswer."""
    try:
        words = await master.read(address, ids.STATUS_WORDS)
    except (Refused, ValueError):  # then one by one
        words = b""
        for word in range(1, 8):
            try:
                words += await master.read(address, ids.STATUS_WORDS - 0xFF + word, 2)
            except (Refused, ValueError):
                words += bytes(2)
    return rows(found_in(words), language)


class Marks(Noun):
    """The noun `marks` of the flow tables."""

    def __init__(self, texts: Texts, pages: Pages) -> None:
        self._texts = texts
        self._pages = pages

    async def choose(self) -> str:
        """The person picks the Err- number that the meter shows, and reads what it may mean. Outcomes: ok."""
        lines = NUMBERS.strip("\n").split("\n")
        at = 0
        while at >= 0:
            at = await self._pages.choose("marks", ["Err-" + line[:2] for line in lines], at)
            if at >= 0:
                await self._pages.turn("marks", rows(lines[at].split(" ")[1:], self._texts.language), lines[at][:2])
        return "ok"


def make(device: "Device") -> Marks:
    """The noun `marks` of the flow tables."""
    return Marks(device.presenter.texts, device.noun("pages"))
