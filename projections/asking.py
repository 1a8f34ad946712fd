"""What all questions to read models share: subtrees as ranges of paths, whose eyes may see, how pages lead on."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from domain.kernel.refusals import Malformed

T = TypeVar("T")
AFTER_ALL = "~"
"""Comes after every path."""


class PageUnknown(Malformed):
    """What leads on to the next page was altered, or belongs to another order."""

    sentence = "{where}: there is no such page; begin with the first."


def leading_on(*key: object) -> str:
    """What leads on to the page after a row with this key; for nobody to read."""
    return urlsafe_b64encode(json.dumps(key, default=str).encode()).decode().rstrip("=")


def led_on(after: str | None, size: int) -> list[Any]:
    """The key of the row after which a page begins, or as many nones; raises `PageUnknown`."""
    if after is None:
        return [None] * size
    try:
        key = json.loads(urlsafe_b64decode(f"{after}{'=' * (-len(after) % 4)}"))
    except ValueError as error:
        raise PageUnknown(where="after") from error
    if not isinstance(key, list) or len(key) != size:
        raise PageUnknown(where="after")
    return key


class Range(NamedTuple):
    """Paths from `low` up to but not including `high`, compared by code point."""

    low: str
    high: str


def subtree(path: str) -> Range:
    """A unit's or category's path and everything below it: after `a.b` come only `a.b.…` before `a.b/`."""
    return Range(path, f"{path}/")


def is_within(path: str, above: str) -> bool:
    """Whether a path is another or lies below it."""
    return path == above or path.startswith(f"{above}.")


@dataclass(frozen=True, kw_only=True)
class Eyes:
    """What somebody may see: subtrees by their paths, and what was given to certain appointments and units."""

    prefixes: tuple[str, ...]
    parties: tuple[UUID, ...] = ()

    def ranges(self, under: str | None = None) -> list[Range]:
        """The subtrees one may see, none inside another; with a path, what of them lies at or below it."""
        wanted = [path for prefix in self.prefixes for path in _common(prefix, under)]
        return [subtree(path) for path in outermost(wanted)]


def _common(prefix: str, under: str | None) -> tuple[str, ...]:
    if under is None or is_within(prefix, under):
        return (prefix,)
    return (under,) if is_within(under, prefix) else ()


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie below no other of them, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(is_within(path, above) for above in kept):
            kept.append(path)
    return tuple(kept)


def parts(eyes: Eyes, under: str | None, *, is_past: bool = False) -> Iterator[dict[str, Any]]:
    """The parameters of one question for every subtree, and of one for what was given to somebody outside of them.

    Each has bounds that the planner knows; one question for all of them would be planned blindly. In the past things
    may have stood elsewhere: then what was given is looked for at every path, and what lies inside left out afterwards.
    """
    ranges = eyes.ranges(under)
    for low, high in ranges:
        yield {"low": low, "high": high, "parties": None, "lows": [], "highs": [], **_outside(())}
    if eyes.parties:
        low_high = subtree(under) if under else (None, None)
        within = {"lows": [each.low for each in ranges], "highs": [each.high for each in ranges]}
        bounds = {"low": low_high[0], "high": low_high[1], "parties": list(eyes.parties)}
        yield bounds | within | _outside(() if is_past else ranges)


def _outside(ranges: Sequence[Range]) -> dict[str, Any]:
    """Spans of paths between and around subtrees that do not meet, so that what lies inside is never looked at."""
    inner = sorted(ranges)
    lows, highs = ["", *(each.high for each in inner)], [*(each.low for each in inner), AFTER_ALL]
    return {"outside_lows": lows, "outside_highs": highs}


def first(found: Sequence[T]) -> T | None:
    """The first of what was found, if anything was."""
    return found[0] if found else None
