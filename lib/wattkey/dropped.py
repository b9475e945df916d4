# dropped.py - a file that was dropped on the drive: what is known of it, and what kind it is
"""Part of the mailbox."""

from wattkey.orders import NO_ORDERS


class Dropped:
    """One file that was dropped."""

    def __init__(self, seen: tuple, now: int, old: bool, read: int = -1, verdict: str = "", told: bool = False) -> None:
        self.seen = seen  # (size, time of change)
        self.since = now  # of the last change
        self.old = old  # it lay there when we started, or was judged before: only its being taken is news
        self.read = read  # CRC-32 of what was read last
        self.verdict = verdict  # short code, TAKEN, or "" while it is not judged
        self.told = told  # that it is still being copied

    def packed(self) -> tuple:
        """What makes another one like it."""
        return self.seen, self.since, self.old, self.read, self.verdict, self.told


def is_image(path: str) -> bool:
    """Of the firmware: in the root, and not hidden."""
    return path.lower().endswith(".img") and path.count("/") == 1 and path[1] != "."


def is_document(path: str) -> bool:
    """An order, or what somebody takes for one."""
    name = path.split("/")[-1].lower()
    return name.endswith(".json") and name[0] != "." and path not in NO_ORDERS
