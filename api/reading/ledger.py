"""Pages of the ledger: by filter, by words, as known at a moment, or as it had happened by then.

The first and the third are one question to the read model. Words and *as it happened* narrow candidates one after
the other, so such a page may be shorter than others; none is left out and none comes twice.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from api.reading.folding import folded
from api.reading.holds import held
from api.reading.ledger_asked import LedgerAsked, is_as_it_happened
from api.reading.moments import Past
from api.seeing import Happening, happenings
from api.services import Services
from domain.kernel.refusals import NotKnown
from projections.asking import Eyes, is_within
from projections.fence import Reading
from projections.hazard_ledger import ask as ledger
from projections.hazard_ledger.ask import Filter
from projections.hazard_ledger.view import Count, Line
from projections.search.ask import search

LIMIT = 50
ENOUGH, MOST_PAGES = 25, 20
"""A page of narrowed candidates ends with so many lines, or after so many pages of candidates."""

MODELS = ("hazard_ledger", "search")
Candidates = tuple[tuple[Line, ...], str | None]


@dataclass(frozen=True, kw_only=True)
class LedgerPage:
    """Lines, what leads on, and how many there are in all; none where that would have to be found out one by one."""

    lines: tuple[Line, ...]
    after: str | None
    count: Count | None


@dataclass(frozen=True)
class Reader:
    """Whose eyes read over which connection."""

    services: Services
    connection: Reading
    eyes: Eyes

    def page(self, asked: LedgerAsked, limit: int = LIMIT) -> LedgerPage:
        """A page of the ledger. Raises `PageUnknown`."""
        asked = self._among_held(asked)
        if not asked.words and not is_as_it_happened(asked):
            found = ledger.page(
                self.connection, self.eyes, asked.filter, sort=asked.sort, after=asked.after, limit=limit
            )
            count = ledger.count(self.connection, self.eyes, asked.filter) if asked.after is None else None
            return LedgerPage(lines=found.lines, after=found.after, count=count)
        return self._narrowed(asked, limit)

    def _among_held(self, asked: LedgerAsked) -> LedgerAsked:
        """Narrowed to what is held, or was as far as was known then, where that is asked."""
        if not asked.is_held:
            return asked
        system = self.services.system
        today = system.clock().astimezone(system.settings.zone).date()
        among = held(system.application.reference, today, asked.past.known_at if asked.past else None)
        return replace(asked, filter=replace(asked.filter, among=among))

    def refuse_a_foreign_unit(self, asked: LedgerAsked) -> None:
        """Raises `NotKnown` for a unit that is not there, or of which nothing is read and nothing was given."""
        under = asked.filter.under
        if under is None or self.eyes.ranges(under):
            return
        if not ledger.count(self.connection, self.eyes, Filter(under=under), most=1).number:
            raise NotKnown

    def every(self, asked: LedgerAsked) -> Iterator[Line]:
        """All lines, page by page, for print-outs."""
        after: str | None = None
        while True:
            page = self.page(replace(asked, after=after), limit=10 * LIMIT)
            yield from page.lines
            if page.after is None:
                return
            after = page.after

    def _narrowed(self, asked: LedgerAsked, limit: int) -> LedgerPage:
        after, lines = asked.after, list[Line]()
        for _ in range(MOST_PAGES):
            candidates, after = self._candidates(asked, after, limit - len(lines))
            lines.extend(line for line in self._as_asked(asked, candidates) if matches(line, asked.filter))
            if after is None or len(lines) >= min(ENOUGH, limit):
                break
        return LedgerPage(lines=tuple(lines), after=after, count=None)

    def _candidates(self, asked: LedgerAsked, after: str | None, most: int) -> Candidates:
        if asked.words:
            under = asked.filter.under
            given = ledger.given(self.connection, self.eyes, under=under)
            hits = search(self.connection, self.eyes, asked.words, under=under, given=given, after=after, limit=most)
            ids = [hit.hazard for hit in hits.hits]
            return tuple(ledger.hazards(self.connection, ids, known_at=asked.filter.known_at)), hits.after
        broad = Filter(under=asked.filter.under)
        page = ledger.page(self.connection, self.eyes, broad, sort=asked.sort, after=after, limit=most)
        return page.lines, page.after

    def _as_asked(self, asked: LedgerAsked, lines: Iterable[Line]) -> Iterator[Line]:
        if asked.past is None or not is_as_it_happened(asked):
            return iter(lines)
        return self._as_it_was(lines, asked.past)

    def _as_it_was(self, lines: Iterable[Line], past: Past) -> Iterator[Line]:
        zone = self.services.system.settings.zone
        for line in lines:
            was = folded(self._happenings(line.hazard.hazard), past, zone)
            if was is not None:
                yield replace(line, hazard=was)

    def _happenings(self, hazard: UUID) -> Iterable[Happening]:
        return happenings(self.services, hazard)


Check = Callable[[Line, Filter], bool]


def matches(line: Line, asked: Filter) -> bool:
    """Whether a line passes a filter; the same as the read model asks of its rows."""
    return all(check(line, asked) for check in CHECKS)


def _is_of_its_kind(line: Line, asked: Filter) -> bool:
    hazard = line.hazard
    lists = ((asked.states, hazard.state), (asked.grades, hazard.grade), (asked.sources, hazard.source))
    is_listed = all(wanted is None or value in wanted for wanted, value in lists)
    is_stage = asked.is_open is None or hazard.is_open is asked.is_open
    is_kind = asked.category is None or is_within(hazard.category, asked.category)
    return is_listed and is_stage and is_kind and asked.campaign in (None, hazard.campaign)


def _is_within_days(line: Line, asked: Filter) -> bool:
    hazard = line.hazard
    is_after = asked.found_from is None or hazard.found_on >= asked.found_from
    return is_after and (asked.found_until is None or hazard.found_on <= asked.found_until)


def _is_registered_within(line: Line, asked: Filter) -> bool:
    at = line.hazard.registered_at
    if asked.registered_from is not None and (at is None or at < asked.registered_from):
        return False
    return asked.registered_before is None or (at is not None and at < asked.registered_before)


def _is_late(line: Line, asked: Filter) -> bool:
    return asked.overdue_at is None or line.hazard.is_overdue(asked.overdue_at)


def _is_among(line: Line, asked: Filter) -> bool:
    among = asked.among
    if among is None or line.hazard.hazard in among.hazards:
        return True
    return any(is_within(line.unit_path, path) for path in among.paths)


CHECKS: tuple[Check, ...] = (_is_of_its_kind, _is_within_days, _is_registered_within, _is_late, _is_among)
