"""What the doctor finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `level` is ok, warning or fault."""

    what: str
    level: str
    said: str
