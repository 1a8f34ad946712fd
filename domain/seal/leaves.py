"""What the tree is built over: for every event one leaf that binds its body to its place and time in the log."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from domain.record import canonical, instant

FORM = 1
"""Version of the leaf (`v`)."""


class Sealed(NamedTuple):
    """An event as the tree binds it. Everything is told by the body and by the two columns beside it."""

    log: str
    position: int
    """From 1; the leaf's index is one less."""
    stream: str
    version: int
    name: str
    prev: str | None
    recorded_at: datetime
    body: bytes
    level: str | None
    """The level of the signature in the event; null where it was not signed."""
    key: str | None
    """Identifier of the key that signed."""


def leaf(sealed: Sealed) -> bytes:
    """The canonical bytes of a leaf."""
    return canonical(
        {
            "v": FORM,
            "log": sealed.log,
            "pos": sealed.position,
            "stream": sealed.stream,
            "ver": sealed.version,
            "name": sealed.name,
            "prev": sealed.prev,
            "rec": instant(sealed.recorded_at),
            "body": hashlib.sha256(sealed.body).hexdigest(),
            "len": len(sealed.body),
            "level": sealed.level,
            "key": sealed.key,
        }
    )
