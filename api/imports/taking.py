"""Taking rows over: several hundred at once, units and people named first, each row with its own answer.

A call is recorded whole or not at all, under an identifier that follows from the run and its rows. Whatever stops a
run, the same run or another one of the same file finds what is recorded and goes on behind it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID, uuid5

from api.imports.claims import Headings, claim, sheet_name
from api.imports.foresight import Foresight
from api.imports.outcomes import Fate, Outcome
from api.imports.verdicts import PEOPLE, RowVerdict
from api.system import System
from domain.application import Asked, Together
from domain.hazard.commands import TakeOverRows
from domain.hazard.events import HazardTakenOver
from domain.hazard.ledger_row import LedgerRow
from domain.kernel.circumstances import Basis
from domain.kernel.commands import Command
from domain.kernel.identity import Actor, CommandId, HazardId, PersonId, UnitId
from domain.kernel.quantities import LINE, check_line
from domain.kernel.refusals import Malformed, Refusal
from domain.organisation.commands import NameUnitInLedger
from domain.person.commands import NAME, NamePersonInLedger

C = TypeVar("C", bound=Command[Any])

ROWS_AT_ONCE = 450
"""Each row is one event and, where every row is another unit's, takes a number of its own: 900 of 1 000 events."""

UNITS_AT_ONCE, PEOPLE_AT_ONCE = 450, 900
"""A unit named in a ledger is two events, with the reservation of its code."""


@dataclass(frozen=True, kw_only=True)
class Importing:
    """What all rows of a run have in common."""

    run: UUID
    unit: UnitId
    """For which the ledger is taken over."""
    actor: Actor
    file_sha256: str
    headings: Headings


def in_batches(rows: Iterable[RowVerdict], most: int = ROWS_AT_ONCE) -> Iterator[list[RowVerdict]]:
    """The rows some hundred at a time, in order."""
    waiting = iter(rows)
    while batch := list(islice(waiting, most)):
        yield batch


class Taking:
    """Takes batch after batch over; what it learns of units and people is kept from one to the next."""

    def __init__(self, system: System, importing: Importing) -> None:
        self._system, self._importing = system, importing
        today = system.clock().astimezone(system.application.zone).date()
        self._foresight = Foresight(system, importing.unit, importing.headings, today, run=importing.run)
        self._matching = self._foresight.matching
        self.position = 0
        """Position of the newest event it recorded."""

    def take(self, batch: Sequence[RowVerdict]) -> list[Outcome]:
        """What became of each row, in the order given. Raises only what the store raises."""
        outcomes = [self._fit(each) for each in self._foresight.look(batch)]
        fresh = {each.hazard: each for each in outcomes if each.fate is Fate.IMPORT and each.number is None}
        settled = dict(self._settle(fresh)) if fresh else {}
        return [settled.get(each.hazard, each) if each.number is None else each for each in outcomes]

    def _settle(self, fresh: Mapping[HazardId | None, Outcome]) -> Iterator[tuple[HazardId | None, Outcome]]:
        """New rows with their numbers, or with what came in between."""
        self._name_units(fresh.values())
        self._name_people(fresh.values())
        numbers, refusals = self._take_over(fresh.values())
        late = [each for each in fresh.values() if each.hazard not in numbers and each.hazard not in refusals]
        for hazard, outcome in fresh.items():
            if hazard in numbers:
                yield hazard, outcome.taken(numbers[hazard])
            elif hazard in refusals:
                yield hazard, outcome.refused(refusals[hazard])
        for outcome in self._foresight.look([each.row for each in late]):
            yield outcome.hazard, outcome if outcome.number else outcome.refused(Refusal())

    def _fit(self, outcome: Outcome) -> Outcome:
        """Refused where a name is longer than any name, or written in characters that cannot be kept."""
        if outcome.fate is not Fate.IMPORT or outcome.number is not None:
            return outcome
        refusal = _unfit(_unit_name(outcome), "unit_name", LINE)
        for _, name in _people(outcome):
            refusal = refusal or _unfit(name, "person_name", NAME)
        return outcome.refused(refusal) if refusal else outcome

    def _name_units(self, fresh: Iterable[Outcome]) -> None:
        unknown = {name: each.row for each in fresh if self._matching.unit(name := _unit_name(each)) is None}
        naming = [self._naming_unit(name, row) for name, row in unknown.items()]
        for commands in _parts(naming, UNITS_AT_ONCE):
            self._handle(commands, "units", (each.unit.hex for each in commands))
        if naming:
            self._system.application.catch_up()
        for each in naming:
            self._matching.named(each.unit)

    def _naming_unit(self, name: str, row: RowVerdict) -> NameUnitInLedger:
        return NameUnitInLedger(
            unit_name=name,
            under=self._importing.unit,
            file_sha256=self._importing.file_sha256,
            sheet=sheet_name(row.sheet),
            row=row.row,
        )

    def _name_people(self, fresh: Iterable[Outcome]) -> None:
        """Everybody whom nobody has enrolled, once; a unit that could not be named has nobody."""
        naming: dict[PersonId, NamePersonInLedger] = {}
        for each in fresh:
            if (unit := self._matching.unit(_unit_name(each))) is None:
                continue
            for _, name in _people(each):
                person = self._matching.person(unit, name)
                if person not in naming and not self._matching.is_known(person):
                    hidden = self._system.disclose(name)
                    naming[person] = NamePersonInLedger(person=person, person_name=hidden, unit=unit)
        for commands in _parts(list(naming.values()), PEOPLE_AT_ONCE):
            self._handle(commands, "people", (each.person.hex for each in commands))

    def _take_over(self, fresh: Iterable[Outcome]) -> tuple[dict[HazardId, str], dict[HazardId, Refusal]]:
        """Numbers of what was taken over, and the refusals of what was not."""
        asked = self._asked()
        rows: defaultdict[UnitId, list[LedgerRow]] = defaultdict(list)
        refusals: dict[HazardId, Refusal] = {}
        for outcome in fresh:
            assert outcome.hazard is not None
            if (unit := self._matching.unit(_unit_name(outcome))) is None:
                refusals[outcome.hazard] = self._why_not(outcome)
            else:
                rows[unit].append(self._claim(outcome, unit))
        commands, unstorable = _storable([self._taking_over(unit, some, asked) for unit, some in rows.items()])
        refusals |= unstorable
        together = self._handle(commands, "rows", (row.hazard.hex for each in commands for row in each.rows), asked)
        for place, refusal in together.refusals.items():
            refusals |= {row.hazard: refusal for row in commands[place].rows}
        return _numbers(together), refusals

    def _why_not(self, outcome: Outcome) -> Refusal:
        """The refusal that a unit's naming met: asked once more, alone."""
        naming = self._naming_unit(_unit_name(outcome), outcome.row)
        refusals = self._handle([naming], "unit", [naming.unit.hex]).refusals
        return refusals.get(0, Refusal())

    def _claim(self, outcome: Outcome, unit: UnitId) -> LedgerRow:
        assert outcome.hazard is not None
        people: dict[str, PersonId | None] = dict.fromkeys(PEOPLE)
        people |= {role: self._matching.person(unit, name) for role, name in _people(outcome)}
        return claim(outcome.row, outcome.hazard, people, self._importing.headings, self._importing.file_sha256)

    def _taking_over(self, unit: UnitId, rows: list[LedgerRow], asked: Asked) -> TakeOverRows:
        known = self._matching.directory.unit(unit)
        year = asked.now.astimezone(self._system.application.zone).year
        return TakeOverRows(unit=unit, unit_code=known.code if known else "", year=year, rows=tuple(rows))

    def _asked(self) -> Asked:
        asked = self._system.asked(self._importing.actor)
        return replace(asked, basis=Basis.CLAIMED, correlation=CommandId(self._importing.run))

    def _handle(
        self, commands: Sequence[Command[Any]], what: str, about: Iterable[str], asked: Asked | None = None
    ) -> Together:
        """One call to the door for writes; the same run's same rows have the same command identifier."""
        if not commands:
            return Together(None, {})
        digest = hashlib.sha256("".join(about).encode()).hexdigest()
        command_id = CommandId(uuid5(self._importing.run, f"{what} {digest}"))
        together = self._system.application.handle_together(
            commands, replace(asked or self._asked(), command_id=command_id)
        )
        if together.receipt:
            self.position = max(self.position, together.receipt.position)
        return together


def _unit_name(outcome: Outcome) -> str:
    return " ".join(((outcome.row.values or {}).get("unit") or "").split())


def _people(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Roles and names. Several people in one cell stay together as the paper names them: who of them did it first
    would be our invention."""
    values = outcome.row.values or {}
    for role in PEOPLE:
        if name := values.get(role):
            yield role, name


@lru_cache(maxsize=65536)
def _unfit(name: str, where: str, most: int) -> Refusal | None:
    return _refusal_of(lambda: check_line(where, name, most=most))


def _refusal_of(check: Callable[[], None]) -> Refusal | None:
    try:
        check()
    except Malformed as refusal:
        return refusal
    return None


def _storable(commands: Sequence[TakeOverRows]) -> tuple[list[TakeOverRows], dict[HazardId, Refusal]]:
    """The commands without rows that could not be stored, and why those could not."""
    fit: list[TakeOverRows] = []
    refusals: dict[HazardId, Refusal] = {}
    for command in commands:
        if _refusal_of(command.check) is None:
            fit.append(command)
            continue
        refused = {row.hazard: refusal for row in command.rows if (refusal := _refusal_of(row.check))}
        kept = tuple(row for row in command.rows if row.hazard not in refused)
        refusals |= refused
        fit += [replace(command, rows=kept)] if kept else []
    return fit, refusals


def _numbers(together: Together) -> dict[HazardId, str]:
    recorded = together.receipt.events if together.receipt else ()
    return {HazardId(each.stream): each.event.number for each in recorded if isinstance(each.event, HazardTakenOver)}


def _parts(commands: Sequence[C], most: int) -> Iterator[Sequence[C]]:
    for first in range(0, len(commands), most):
        yield commands[first : first + most]
