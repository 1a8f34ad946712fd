"""What would become of rows: looked up in the register, nothing recorded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from api.imports.claims import NOBODY, Headings, claim, hazard_of, says_the_same
from api.imports.matching import Matching, folded
from api.imports.outcomes import DIFFERS, KNOWN, Fate, Note, Outcome
from api.imports.verdicts import PEOPLE, RowVerdict
from api.store.arrays import Uuids
from api.system import System
from domain.hazard.events import HazardTakenOver
from domain.kernel.identity import HazardId, PersonId, UnitId
from domain.record import Recorded
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))


class Entry(NamedTuple):
    """A row that was taken over, and by which run."""

    run: UUID
    event: HazardTakenOver


class Foresight:
    """Tells the fate of rows under one unit. Rows that `run` itself took over count as taken over by it."""

    def __init__(
        self, system: System, unit: UnitId, headings: Headings, today: date, *, run: UUID | None = None
    ) -> None:
        self._system, self._unit, self._headings, self._run = system, unit, headings, run
        self.matching = Matching(system, unit, today)

    def look(self, rows: Sequence[RowVerdict]) -> list[Outcome]:
        """The fate of each row, in the order given; new ones have no number."""
        keyed = [hazard_of(self._unit, row.row_key) if row.verdict == "import" else None for row in rows]
        entries = self._entries([each for each in keyed if each is not None])
        names = self._names(entries)
        return [
            Outcome(row, Fate(row.verdict)) if hazard is None else self._fate(row, hazard, entries.get(hazard), names)
            for row, hazard in zip(rows, keyed, strict=True)
        ]

    def _fate(self, row: RowVerdict, hazard: HazardId, entry: Entry | None, names: Mapping[PersonId, str]) -> Outcome:
        if entry is None:
            return Outcome(row, Fate.IMPORT, hazard)
        number = entry.event.number
        if entry.run == self._run:
            return Outcome(row, Fate.IMPORT, hazard, number)
        same = self._says_the_same(row, hazard, entry.event) and _names_the_same(row, entry.event, names)
        fate, sentence = (Fate.KNOWN, KNOWN) if same else (Fate.DIFFERS, DIFFERS)
        return Outcome(row, fate, hazard, number, Note(sentence, {"number": number}))

    def _says_the_same(self, row: RowVerdict, hazard: HazardId, event: HazardTakenOver) -> bool:
        return says_the_same(claim(row, hazard, NOBODY, self._headings, event.file_sha256), event)

    def _entries(self, hazards: Sequence[HazardId]) -> dict[HazardId, Entry]:
        if not hazards:
            return {}
        with self._system.pool.connection() as connection:
            found = connection.execute(SQL["entries"], {"streams": Uuids(hazards)}, binary=True).fetchall()
        return dict(self._read(found))

    def _read(self, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[HazardId, Entry]]:
        for stream, version, name, body in rows:
            stored = StoredEvent(stream, version, name, bytes(body))
            recorded = cast("Recorded", self._system.mapper.to_domain_event(stored))
            if isinstance(recorded.event, HazardTakenOver):
                yield HazardId(stream), Entry(recorded.correlation, recorded.event)

    def _names(self, entries: Mapping[HazardId, Entry]) -> Mapping[PersonId, str]:
        others = [each.event for each in entries.values() if each.run != self._run]
        return self.matching.names(getattr(event, role) for event in others for role in PEOPLE) if others else {}


def _names_the_same(row: RowVerdict, event: HazardTakenOver, names: Mapping[PersonId, str]) -> bool:
    """Whether the paper names the same people; where a name was erased, nobody can tell, and nothing is said."""
    values = row.values or {}
    for role in PEOPLE:
        person, written = getattr(event, role), values.get(role)
        if (person is None) != (not written):
            return False
        if person in names and written and folded(written) != names[person]:
            return False
    return True
