# test_recharge_by_usb.py - LINK = "usb": a meter behind a serial adapter is recharged over the cable
from wattkey_host.sim.adapter import Adapter
from wattkey_host.sim.chosen import choose
from wattkey_host.sim.sessions import sessions


def test_a_meter_behind_an_adapter_is_recharged(bench):
    made = bench("first")
    choose(made.world.drive, LINK="usb")
    made.world.cable.plug()
    adapter = Adapter(made.world.clock, made.world.cable, made.meter)
    made.on()
    made.finish()
    made.check_credited_once()
    assert made.world.air.log == []
    assert sessions(adapter.log)[0].ratio < 1.2
