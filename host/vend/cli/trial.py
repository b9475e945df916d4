# trial.py - `wattkey vend trial-meter`: a meter for trying out, which knows the keys of a trial shop
"""What `wattkey meter --values` reads. The shop must be one whose keys were never sealed, and whose
chips are simulated: what it tells their chips anybody can read (testkeys.py), and so does this command."""

from pathlib import Path
from typing import Annotated

import typer

from wattkey_host import testkeys
from wattkey_host.foreign import write
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_host.vend.cli.console import HERE, AsJson, Customer, MeterNumber, ShopFolder, clearly, end, opened, tell
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.wording import refusal

_TEXT = """\
# {meter}: a meter for trying out. These keys are worth nothing, and whoever reads them can load it.
[meter]
address = "{meter}"
customer = "{customer}"
[account]  # nothing was bought yet
history = []
[keys]
identity = "{identity}"
load = "{load}"
control = "{control}"
"""


def trial_meter(
    meter: MeterNumber,
    customer: Customer,
    to: Annotated[Path, typer.Option(dir_okay=False, help="The file to write.")] = Path("meter.toml"),
    overwrite: Overwrite = False,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Write a file for `wattkey meter --values`: a meter of a shop that was made with `init --plain`."""
    with clearly():
        ask_before(overwrite, to)
        write(to, values(opened(shop).shop.keys, meter, customer).encode())
    tell(as_json, f"Written: {to}. Next: wattkey meter --listen 127.0.0.1:6450 --values {to}")
    end(as_json, {"file": str(to)})


def values(keys: KeyStore, meter: str, customer: str) -> str:
    """The file's text. Raises VendError for keys that are sealed."""
    if keys.sealed:
        raise refusal("trial.sealed")
    if not keys.test_chips:
        raise refusal("trial.real_chips")
    identity, load, control = (key.hex() for key in testkeys.of_meter(keys, meter))
    return _TEXT.format(meter=meter, customer=customer, identity=identity, load=load, control=control)
