"""Files that pages need, each known by a digest of its bytes so that browsers may keep it."""

import hashlib
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent / "static"


@cache
def asset(name: str) -> str:
    """The address of a file, with a part of its digest: a changed file has another address."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{name}?{digest}"
