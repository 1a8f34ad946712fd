"""Finding hazards by words."""

from collections.abc import Collection, Mapping
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from projections.asking import Eyes, PageUnknown, leading_on, led_on
from projections.fence import Reading
from projections.search.grams import asked_grams, folded, pattern
from projections.search.view import Hit, Hits
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
LAST = 2**62
MOST_WORDS = 8


def search(
    connection: Reading,
    eyes: Eyes,
    words: str,
    *,
    under: str | None = None,
    given: Collection[UUID] = (),
    after: str | None = None,
    limit: int = 50,
) -> Hits:
    """Hazards of the units one may see, or `given` to one outside of them, in whose text all words stand.

    Those entered last come first. Words are parted by spaces; beyond the first eight they are not looked at. No word
    finds nothing. Raises `PageUnknown`.
    """
    asked = _asked(words, after, limit)
    if asked is None:
        return Hits(hits=(), after=None)
    ranges = [{**asked, "low": low, "high": high} for low, high in eyes.ranges(under)]
    lists = connection.objects_of_each(Hit, SQL["within"], ranges)
    if given:
        lists.append(connection.objects(Hit, SQL["among"], {**asked, "among": list(given)}))
    found = tuple(islice(merge(*lists, key=lambda hit: -hit.entered_position), limit + 1))
    hits = found[:limit]
    return Hits(hits=hits, after=leading_on(hits[-1].entered_position) if len(found) > limit and hits else None)


def _asked(words: str, after: str | None, limit: int) -> Mapping[str, Any] | None:
    (before,) = led_on(after, 1)
    if after is not None and not isinstance(before, int):
        raise PageUnknown(where="after")
    each = folded(words).replace("\x00", "").split()[:MOST_WORDS]
    wanted = sorted({gram for word in each for gram in asked_grams(word)})
    if not wanted:
        return None
    return {
        "wanted": wanted,
        "patterns": [pattern(word) for word in each],
        "before": before if before is not None else LAST,
        "most": limit + 1,
    }
