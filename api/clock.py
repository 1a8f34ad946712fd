"""Where time and randomness come from, so that everything else is told."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present instant in UTC."""

Random = Callable[[int], bytes]
"""Gives so many unpredictable bytes."""


def wall_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def system_random(count: int) -> bytes:
    """Bytes from the operating system."""
    return os.urandom(count)
