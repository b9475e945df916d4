# envelopes.py - a frame of another family: what is known of it, and what it carries
"""Made by families.py and strangers.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Envelope:
    """A whole frame of another family: its size in bytes, standard, one line of words, the target's address as printed,
    control code, and the bytes inside. `protocol` is what it says the content is: "645", "698", or "" for unsaid."""

    size: int
    standard: str
    title: str
    target: bytes
    control: int
    content: bytes
    protocol: str = ""
    checksum: int = 0  # of 376.2: as it should be


def told(
    raw: bytes, standard: str, title: str, target: bytes = b"", content: bytes = b"", control: int = 0
) -> Envelope:
    """A whole frame of a family that does not carry 645."""
    return Envelope(len(raw), standard, f"{title}; not DL/T 645", target, control, content)
