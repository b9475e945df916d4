# test_web_rights.py - each role tries every route of the others: what is not its right does nothing
import pytest
from sqlalchemy import func, select

from wattkey_host.vend.book.history import Event
from wattkey_host.vend.web import people, roles, webvisit
from wattkey_host.vend.web.application import ROOMS

OPEN = {"/login", "/begin", "/restore"}  # before anybody is known


def routes():
    """(method, path, right) of every page and call."""
    for room in ROOMS:
        for route in room.router.routes:
            for method in route.methods - {"HEAD"}:
                yield method, route.path, right_of(route)


def right_of(route):
    """The right that its dependency asks for, read from what the dependency closes over."""
    asked = [one.call for one in route.dependant.dependencies if one.call.__qualname__.startswith("may.")]
    if not asked:
        return None
    (call,) = asked
    return call.__closure__[call.__code__.co_freevars.index("right")].cell_contents


ALL = sorted(routes(), key=str)


def test_every_route_but_the_door_asks_for_a_right():
    assert {path for _, path, right in ALL if right is None} == OPEN
    assert {right for _, _, right in ALL} - {None} == set(roles.RIGHTS)
    assert {right for _, _, right in ALL if right} >= {right for _, _, right in roles.MENU}


@pytest.mark.parametrize("who", ["clerk", "auditor", "supervisor"])
def test_a_role_can_use_no_route_of_the_others(who, request, desk):
    person = request.getfixturevalue(who)
    desk.sell(10000, "P1")
    before = desk.ledger(), events(desk)
    for method, path, right in ALL:
        if right is None or path.startswith("/api") or roles.may(who, right):
            continue
        answer = person.get(path) if method == "GET" else person.post(path, payment="P1", name="zoe", role="clerk")
        assert answer.status_code == 403, (method, path)
        assert "Your role" in answer.text
    assert (desk.ledger(), events(desk)) == before


def test_a_token_can_use_no_call_of_another_role_and_a_log_in_opens_no_call(clerk, app, desk):
    token = people.give_token(desk.shop, "bo", "shop", "auditor")
    calls = [(method, path, right) for method, path, right in ALL if path.startswith("/api")]
    assert calls
    for method, path, right in calls:
        plain = clerk.client.request(method, path, params={"payment": "P1"}, json={})
        assert plain.status_code == 401, path
        bearer = {"authorization": f"Bearer {token}"}
        told = clerk.client.request(method, path, params={"payment": "P1"}, json={}, headers=bearer).status_code
        assert (told == 403) == (not roles.may("auditor", right)), (path, told)
    assert desk.ledger()[0] == []


def test_every_page_has_its_words_in_both_languages(supervisor):
    of_one = ("/purchase", "/receipt", "/customer", "/practice")
    pages = [path for method, path, right in ALL if method == "GET" and right and not path.startswith("/api")]
    for path in set(pages) - set(of_one):
        for language in ("en", "zh"):
            assert supervisor.get(path, **{webvisit.LANGUAGE: language}).status_code == 200, path


def events(desk):
    with desk.shop.reading() as session:
        return session.scalar(select(func.count()).select_from(Event))
