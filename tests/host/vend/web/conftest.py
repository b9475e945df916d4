# conftest.py - a counter with three people, and browsers without a window: one test client a person
import shutil

import pytest
from argon2 import PasswordHasher

from fakes.counterpages import PASSWORD, Browser
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.web import people, webtables
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter
from wattkey_host.vend.web.roles import ROLES, SUPERVISOR

STAFF = {"anna": "clerk", "bo": "supervisor", "cy": "auditor", "dee": "supervisor"}


@pytest.fixture(autouse=True, scope="session")
def quick_passwords():
    """Nobody is kept out here: hashes that cost nothing."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(people, "hasher", quick)
        patch.setattr(people, "_NOBODY", quick.hash("nobody's"))
        yield


@pytest.fixture(scope="session")
def folder_of_the_shop(tmp_path_factory, issued_shop, quick_passwords):
    """The shop of `issued_shop` with people: `desk` is a copy of it."""
    folder = tmp_path_factory.mktemp("staffed") / "shop"
    shutil.copytree(issued_shop[0].folder, folder)
    shop = Shop.open(folder)
    webtables.prepare(shop)
    assert set(STAFF.values()) == set(ROLES)
    for name, role in sorted(STAFF.items(), key=lambda person: person[1] != SUPERVISOR):
        people.put(shop, "test", name, role, PASSWORD)
    shop.close()
    return folder


@pytest.fixture
def counter(desk):
    """A counter over the shop of `desk`, which has one issued card."""
    return Counter(desk.shop.folder, desk.shop)


@pytest.fixture
def app(counter):
    return application(counter)


@pytest.fixture
def clerk(app):
    return Browser(app, "anna")


@pytest.fixture
def supervisor(app):
    return Browser(app, "bo")


@pytest.fixture
def auditor(app):
    return Browser(app, "cy")


@pytest.fixture
def stranger(app):
    return Browser(app)
