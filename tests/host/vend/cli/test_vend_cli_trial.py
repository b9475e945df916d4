# test_vend_cli_trial.py - `wattkey vend trial-meter`: a meter that knows the keys of a trial shop, and of no other
import tomllib

from wattkey_host.meter.making import build
from wattkey_host.meter.setup import Setup
from wattkey_host.meter.values_file import configured
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.testkeys import of_meter
from wattkey_host.vend.book.shop import Shop

METER, CUSTOMER = "000000123456", "000000000042"


def test_the_meter_has_the_keys_of_the_shop_and_has_bought_nothing(seller, tmp_path):
    seller.run("init", "--plain")
    file = tmp_path / "meter.toml"
    assert str(file) in seller.run("trial-meter", "--meter", METER, "--customer", CUSTOMER, "--to", file).stdout
    meter = build(configured(Setup(), tomllib.loads(file.read_text())), VirtualClock())
    keys = meter.prepaid.esam.keys
    assert (keys.identity, keys.load, keys.control) == of_meter(Shop.open(seller.folder / "shop").keys, METER)
    assert (meter.number.hex(), meter.prepaid.count, meter.prepaid.opened) == (METER, 0, False)


def test_no_key_leaves_a_shop_whose_keys_are_sealed(seller, tmp_path):
    seller.run("init")
    result = seller.run("trial-meter", "--meter", METER, "--customer", CUSTOMER, "--to", tmp_path / "m.toml", code=1)
    assert "sealed: none of them leaves it" in result.stderr
    assert not (tmp_path / "m.toml").exists()
