# meter.py - authenticate to the meter, compare its count with ours, load the purchase
"""The verbs of a session that have to do with money. Each returns an outcome for the flow table.

Never guess, resume by reading: an answer to a load is not a credit. The status (078102FF) tells where the meter
stands; that our count is used, only its run file (078001FF) proves. State Grid fee control, C=03; high byte first.
"""

from wattkey.dlt645 import codes, ids
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.master import HEARS, NEEDS, Master
from wattkey.dlt645.values import bcd, fields, flip
from wattkey.runner import Noun
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

# What a refused load means: the first bit of SERR that is set decides.
_LOAD_REFUSED = (
    (codes.SERR_REPEATED, "repeated", "T45"),
    (codes.SERR_MAC, "mac", "M54"),
    (codes.SERR_EXPIRED, "expired", "T42"),
    (codes.SERR_HOARD, "hoard", "T71"),
    (codes.SERR_CUSTOMER, "refused", "T72"),
    (codes.SERR_SUSPENDED, "hung", "T74"),
    (0xFFFF, "refused", "T45"),  # the count; bit 0 may be a wrong MAC over the customer
)
_RECORD_PARTS = ((ids.PURCHASE_COUNT, 2), (ids.PURCHASE_AMOUNT, 4), (ids.PURCHASE_CUMULATIVE, 4))


class Meter(Noun):
    """The one meter that the chip's keys are for."""

    def __init__(self, master: Master, wallet: Wallet, facts: dict, name: str = "") -> None:
        """`name`: what its owner calls it."""
        self._name = name
        self._master = master
        self._wallet = wallet
        self._facts = facts
        self.address = bytes(6)
        self._ours = b""  # the count of the purchase that we hold
        self._heard = False  # the meter has said that it has our load: no second one in this session

    async def ir_auth(self) -> str:
        """Infrared authentication, 078003FF and 070003FF: it opens the meter's eye for all else.
        Outcomes: ok, silent, refused."""
        info = await self._wallet.info()
        self.address, self._ours = info.meter, info.count.to_bytes(4, "big")
        self._facts["name"] = self._name
        self._facts["meter"] = self.address.hex()
        if not self._master.bare and self._wallet.knows_hearing():
            self._master.bare = HEARS
        random1 = await self._wallet.ir_random()
        try:
            answer = await self._master.security(self.address, ids.IR_QUERY, random1)
            number, _, cipher, random2 = fields(answer, 6, 8, 8, 8)
            if number != self.address:  # it answers to our number and has another: nothing more is sent
                return self._problem("refused", "T43")
            proof = await self._wallet.ir_answer(cipher, random2)
            if proof is None:
                return self._problem("refused", "T43")
            await self._master.security(self.address, ids.IR_ANSWER, proof)
        except NoAnswer:
            return self._problem("silent", "T41")
        except Refused:
            return self._problem("refused", "T42")
        except ValueError:
            return self._problem("silent", "T44")
        return "ok"

    async def identify(self) -> str:
        """Identity authentication, 070000FF: a new random1, a new random2, all older MACs dead.
        Outcomes: ok, lost, refused."""
        cipher1, random1, factor = await self._wallet.login()
        try:
            answer = await self._master.security(self.address, ids.IDENTIFY, cipher1, random1, factor)
            random2, _ = fields(answer, 4, 8)
        except NoAnswer:
            return self._problem("lost", "T41")
        except Refused:
            return self._problem("refused", "T42")
        except ValueError:
            return self._problem("lost", "T44")
        await self._wallet.logged(random2)
        return "ok"

    async def compare(self) -> str:
        """Where the meter stands (078102FF, MACs checked by the chip) against the purchase we hold.
        Outcomes: before, ours, other, gap, unsure, expired, hung, newer, lost."""
        try:
            answer = await self._master.security(self.address, ids.STATUS)
            remaining, mac1, count, mac2, _, _ = fields(answer, 4, 4, 4, 4, 6, 4)
        except NoAnswer:
            return self._problem("lost", "T41")
        except Refused as refused:
            return self._refused(refused, "lost", "T42")
        except ValueError:
            return self._problem("lost", "T44")
        self.learn()
        verdict, state = await self._wallet.status(remaining + mac1 + count + mac2)
        if (verdict, state) == ("unsure", "offered") and count == self._ours:  # it has it, if its run file lags
            self._heard = True
        if verdict == "false" and mac1 == bytes(4):  # a newer chip has one MAC over all, in the place of the other
            return self._problem("newer", "T76")
        return self._judge(verdict, state)

    async def prove(self) -> str:
        """Judge by the run file (078001FF): one MAC covers count and amount, which a status could show swapped.
        "lags": it knows nothing of a load that the meter says it has. "used": our count is, by an amount that no record
        tells. Outcomes: before, lags, ours, used, other, gap, unsure, expired, hung, lost."""
        where = b"\xdf\x01\x00\x86\x00\x04\x00\x2b"  # directory DF01, run file, offset 4, 43 bytes
        try:
            answer = await self._master.security(self.address, ids.READ_BACK, where)
            _, run_file, mac = fields(answer, 8, 43, 4)
        except NoAnswer:
            return self._problem("lost", "T41")
        except Refused as refused:
            return self._refused(refused, "other", "M51")
        except ValueError:
            return self._problem("other", "M51")
        self.learn()
        verdict, state = await self._wallet.proof(run_file + mac)
        if verdict == "reached" and state == "offered":
            return await self._whose()
        outcome = self._judge(verdict, state)
        return self._problem("lags", "T77") if outcome == "before" and self._heard else outcome

    def learn(self) -> None:
        """Keep what the last answers say about FE bytes."""
        if self._master.bare in (HEARS, NEEDS):
            self._wallet.meter_hears(self.address, self._master.bare == NEEDS)

    async def load(self) -> str:
        """Open the account (070101FF) or recharge (070102FF). Asked once; its answer is only a hint.
        Outcomes: ok, repeated, mac, expired, hoard, hung, refused, later, lost."""
        if self._heard:
            return self._problem("later", "T77")
        count = (await self._wallet.info()).count
        try:
            unopened = await self._unopened(count)
            if unopened and count != 1:
                return self._problem("refused", "T45")
            money = await self._wallet.release()
            if money is None:
                return "lost"
            await self._master.security(self.address, ids.OPEN_ACCOUNT if unopened else ids.RECHARGE, *money)
        except NoAnswer:
            return self._problem("lost", "T41")
        except Refused as refused:
            for bits, outcome, code in _LOAD_REFUSED:
                if refused.reason & bits:
                    self._heard = outcome == "repeated"
                    return self._problem(outcome, code)
        self._heard = True
        return "ok"

    async def _unopened(self, count: int) -> bool:
        """Whether the meter calls its account unopened. Not asked where it cannot: behind a second purchase, or where
        we have seen it opened; the refusal of a reading is no refusal of the load. Raises NoAnswer."""
        if count > 2 or count == 2 and self._wallet.knows_opened():
            return False
        try:
            word = await self._master.read(self.address, ids.STATUS_WORD_3, 2)
        except (Refused, ValueError):
            return count == 1
        return int.from_bytes(word, "little") & ids.UNOPENED == ids.UNOPENED

    def _refused(self, refused: Refused, outcome: str, code: str) -> str:
        """What a refusal other than of a load means; `outcome` and `code` where its word tells nothing."""
        if refused.reason & codes.SERR_SUSPENDED:
            return self._problem("hung", "T74")
        return self._problem("expired" if refused.reason & codes.SERR_EXPIRED else outcome, code)

    def _judge(self, verdict: str, state: str) -> str:
        if verdict == "before" and state != "delivered":
            return "before"
        if verdict == "unsure":
            return "unsure"
        if state == "delivered" and verdict == "none":
            return "ours"
        if verdict == "reached":
            return self._problem("other", "M53")
        if verdict in ("gap", "before"):
            return self._problem("gap", "M52")
        return self._problem("expired" if verdict == "expired" else "lost", "T44")

    async def _whose(self) -> str:
        """The count is used: by us, if the meter's last purchase record shows our amount."""
        try:
            count, amount, bought = await self._record()
        except NoAnswer:
            return self._problem("lost", "M51")
        except (Refused, ValueError):  # no records, or an empty one: the money is in the meter, the proof is not
            return self._problem("used", "M56")
        self._facts["bought"] = bought
        state = await self._wallet.confirm(count, amount)
        if state == "delivered":
            return "ours"
        return self._problem("other", "M53") if state == "disputed" else self._problem("lost", "M51")

    async def _record(self) -> "tuple[int, int, int]":
        """(purchase count, amount, cumulative amount), cents, of the meter's last purchase."""
        try:
            data = await self._master.read(self.address, ids.PURCHASE_RECORD)
            record = fields(data, 5, 2, 4, 4, 4, 4)
            parts = [flip(record[i]) for i in (1, 2, 5)]
        except (Refused, ValueError):  # a meter without the whole record: its parts
            parts = []
            for di, length in _RECORD_PARTS:
                parts.append(await self._master.read(self.address, di, length))
        count, amount, bought = [bcd(part) for part in parts]
        if not count or amount is None or bought is None:
            raise ValueError("an empty purchase record")
        return count, amount, bought


def make(device: "Device") -> Meter:
    """The noun `meter` of the flow tables."""
    return Meter(device.master, device.wallet, device.facts, device.settings("METER_NAME", ""))
