# test_web_way_back.py - no supervisor can log in any more: the PC and the passphrase of the keys make one
import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.vend.web import people

NEW = "a new password"


def run(folder, *typed):
    return CliRunner().invoke(
        app, ["vend", "supervisor", "--name", "bo", "--shop", str(folder)], input="\n".join(typed)
    )


def test_the_pc_of_the_shop_gives_a_supervisor_a_new_password(desk):
    people.put(desk.shop, "dee", "bo", "clerk", "")
    ended = run(desk.shop.folder, NEW, NEW, "")
    assert ended.exit_code == 0, ended.output
    person = people.known(desk.shop, "bo", NEW)
    assert (person.role, person.active) == ("supervisor", True)


@pytest.mark.parametrize("typed", [("short", "short", ""), ("", "")])
def test_a_password_that_will_not_do_changes_nothing(desk, typed):
    assert run(desk.shop.folder, *typed).exit_code == 1
    assert people.known(desk.shop, "bo", "short") is None
