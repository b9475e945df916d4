# counterpages.py - somebody at the pages of the counter: a browser without a window
import atexit
import re
from functools import cache
from html import unescape

from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8646"
PASSWORD = "quite a password"


@cache
def portal():
    """The thread with the event loop in which every request is answered; else each would start one of its own."""
    started = start_blocking_portal()
    atexit.register(started.__exit__, None, None, None)
    return started.__enter__()


class Browser:
    """Somebody at the pages; logged in, where a name is given."""

    def __init__(self, app, name=None):
        self.client = TestClient(app, base_url=HERE, follow_redirects=False)
        self.client.portal = portal()
        self.csrf = ""
        if name:
            answer = self.client.post("/login", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            self.csrf = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/").text)[1]

    def get(self, path, **query):
        return self.client.get(path, params=query or None)

    def post(self, path, **form):
        return self.client.post(path, data={"csrf": self.csrf, **form})

    def see(self, path, **query):
        """The words of a page, without its tags; where it leads on, those of the last one."""
        answer = self.client.get(path, params=query or None, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return words(answer)

    def done(self, path, **form):
        """Post; it is done. Where it leads."""
        answer = self.post(path, **form)
        assert answer.status_code == 303, words(answer)
        return answer.headers["location"]

    def refused(self, path, status=409, **form):
        """Post; it is refused. The words."""
        answer = self.post(path, **form)
        assert answer.status_code == status, words(answer)
        return words(answer)


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
