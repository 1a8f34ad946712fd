"""Lists held in memory, shown page by page by the key of the last line: no line is skipped when others come in."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

LINES = 50


class Lines(NamedTuple, Generic[T]):
    """One page of a list; `following` is the key to ask for the next page with, nothing at the end."""

    lines: tuple[T, ...]
    following: str | None


def by_key(found: Sequence[T], key: Callable[[T], str], after: str, limit: int = LINES) -> Lines[T]:
    """The lines after a key, in the order of the key."""
    later = sorted((each for each in found if key(each) > after), key=key)
    shown = tuple(later[:limit])
    return Lines(shown, key(shown[-1]) if len(later) > limit else None)
