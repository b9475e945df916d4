# drive.py - the core's drive as a dict of files

from wattkey.ports import Drive


class FakeDrive(Drive):
    """`files`: path -> content. `drop` is what a PC does; `asked` counts what the device wanted to be published."""

    def __init__(self, files=()):
        self.files = {path: (content, 0) for path, content in dict(files).items()}  # with the time of change
        self.cable, self.computer, self.asked = True, False, {}
        self.most = 100  # files

    def drop(self, path, content, at=0):
        self.files[path] = (content, at)

    def list(self):
        own = ("", "/mail", "/orders")
        files = self.files.items()
        return [(path, len(content) if path.rsplit("/", 1)[0] in own else -2, at) for path, (content, at) in files]

    def read(self, name, limit, start=0):
        if name not in self.files:
            raise OSError(2)
        return self.files[name][0][start : start + limit]

    def room(self):
        return len(self.files) < self.most

    def attached(self):
        return self.cable

    def host(self):
        return self.computer

    def tries(self, kind, record):
        return self.asked.get(kind, 0)

    def settled(self, kind):
        self.asked.pop(kind, None)

    def publish(self, kind, record, then=0, behind=b""):
        self.asked[kind] = self.asked.get(kind, 0) + 1
        self.behind = then, behind
