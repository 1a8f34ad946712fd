"""What filters of the reading pages let people choose: units below them, categories as a tree, closed lists."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from api.caller import Caller
from api.reading.event_words import enum_words
from api.words import say, term
from domain.appointment.posts import Post
from domain.hazard.categories import CATEGORIES
from domain.hazard.grading import Grade
from domain.hazard.terms import Source, Stage
from domain.organisation.state import Unit
from projections.hazard_ledger.ask import Sort

MOST_UNITS = 400
"""Beyond so many, only units that have others below them are offered; schools are found by words."""

INDENT = "\u3000"


class Choice(NamedTuple):
    """A value with its words; deeper ones are indented."""

    value: str
    words: str


def units(caller: Caller) -> tuple[Choice, ...]:
    """Units that the caller reads, as a tree."""
    placed = sorted(_readable(caller), key=lambda each: each[0])
    if len(placed) > MOST_UNITS:
        above = {path.rpartition(".")[0] for path, _ in placed}
        placed = [(path, unit) for path, unit in placed if path in above]
    least = min((path.count(".") for path, _ in placed), default=0)
    return tuple(Choice(unit.code, INDENT * (path.count(".") - least) + unit.name) for path, unit in placed)


def _readable(caller: Caller) -> Iterator[tuple[str, Unit]]:
    for unit in caller.directory.units():
        path = caller.directory.path(unit.id, caller.today)
        if caller.readable.covers(path):
            yield path, unit


def categories() -> tuple[Choice, ...]:
    """The tree of categories."""
    return tuple(Choice(each.code, INDENT * each.code.count(".") + term("category", each.code)) for each in CATEGORIES)


def states() -> tuple[Choice, ...]:
    """Open or closed as a whole, then every state by itself."""
    both = (Choice("open", say("everything open")), Choice("closed", say("everything closed")))
    return both + _listed(Stage)


def grades() -> tuple[Choice, ...]:
    """General and major."""
    return _listed(Grade)


def sources() -> tuple[Choice, ...]:
    """Through whom it came to be known."""
    return _listed(Source)


def sorts() -> tuple[Choice, ...]:
    """The orders of the ledger."""
    return tuple(Choice(each.value, term("sort", each.value)) for each in Sort)


def posts() -> tuple[Choice, ...]:
    """Every post there is."""
    return tuple(Choice(each.value, term("post", each.value)) for each in Post)


def _listed(values: Iterable[StrEnum]) -> tuple[Choice, ...]:
    return tuple(Choice(each.value, enum_words(each)) for each in values)
