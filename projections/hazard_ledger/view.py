"""A line of the ledger: everything pages, filters and print-outs show of a hazard, people and units as identifiers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.hazard.clocks import RECTIFY
from domain.hazard.events import LedgerCell, Step
from domain.hazard.grading import Criterion, Grade
from domain.hazard.terms import Awaited, Interim, Lack, ListingLevel, Manner, Source, Stage, TakingUp
from domain.kernel.circumstances import Basis
from domain.kernel.identity import AppointmentId, HazardId, PersonId, UnitId

CLOSED = frozenset({Stage.VERIFIED, Stage.MERGED, Stage.VOIDED})


class Hand(Struct, kw_only=True, array_like=True):
    """Who did a step, in which post, on whose behalf, and when it was recorded."""

    person: PersonId | None
    appointment: AppointmentId | None
    post: str | None
    unit: UnitId | None
    at: datetime
    on_behalf_of: AppointmentId | None = None
    """Whose post it was, where it was delegated."""


class Asking(Struct, kw_only=True, array_like=True):
    """A department that was asked or instructed, and what it said."""

    department: UnitId
    text: str
    due_on: date | None = None
    is_answered: bool = False
    is_yes: bool | None = None
    """Taken on, or done; none before the answer."""
    answer: str | None = None


class Extension(Struct, kw_only=True, array_like=True):
    """A later day that was asked for; `is_granted` is none as long as nobody decided."""

    asked_on: date
    due_on: date
    reason: str
    is_granted: bool | None = None
    granted_on: date | None = None
    """The day that was granted, at most the one asked for."""
    decision: str | None = None


class Proposal(Struct, kw_only=True, array_like=True):
    """A merge (then with a survivor) or a voiding that somebody proposed and a second person has not decided."""

    by: Hand
    reason: str
    survivor: HazardId | None = None


class Refused(Struct, kw_only=True, array_like=True):
    """Somebody refused to sign; `is_confirmed` is none as long as the witness has not spoken."""

    act: Awaited
    refuser: AppointmentId
    reason: str
    witness: AppointmentId
    told: UnitId
    by: Hand
    is_confirmed: bool | None = None
    witness_remarks: str | None = None


class Hazard(Struct, kw_only=True, array_like=True):
    """A hazard as its events up to some moment have it. Folded in place; whoever reads it changes nothing."""

    hazard: HazardId
    unit: UnitId
    unit_path_then: str
    """Path of the unit when the hazard was entered."""
    state: Stage
    grade: Grade
    place: str
    category: str
    description: str
    source: Source
    basis: Basis
    found_on: date
    entered_at: datetime
    """When its first event was recorded."""
    version: int = 0
    """Version of its stream: what an `If-Match` is compared with."""
    touched_at: datetime | None = None
    """When its newest event was recorded."""

    number: str | None = None
    unit_code: str | None = None
    year: int | None = None
    seq: int | None = None
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    found_at: datetime | None = None
    """The instant of finding, where one was said."""
    finder: PersonId | None = None
    found_by: Hand | None = None
    is_source_sealed: bool = False
    campaign: str | None = None
    registered_at: datetime | None = None
    registered_by: Hand | None = None

    grade_proposed: Grade
    is_grade_decided: bool = False
    graded_by: Hand | None = None
    grade_reason: str | None = None
    criteria: tuple[Criterion, ...] = ()

    rectifier: AppointmentId | None = None
    overseer: AppointmentId | None = None
    supervisor: AppointmentId | None = None
    rectifier_person: PersonId | None = None
    """As a ledger that was taken over names them; without a post."""
    supervisor_person: PersonId | None = None
    verifier_person: PersonId | None = None
    lead_unit: UnitId | None = None
    supervising_unit: UnitId | None = None
    co_responsible: tuple[UnitId, ...] = ()
    assigned_by: Hand | None = None
    is_accepted: bool = False
    declined: str | None = None
    """The reason of a decline that has not been decided."""
    responsibility: str | None = None
    measures: str | None = None
    funds_fen: int | None = None
    due_on: date | None = None
    """The day by which it has to be put right, extensions left out."""
    contingency: str | None = None
    cause: str | None = None
    plan: tuple[Step, ...] = ()
    progress: str | None = None
    progress_count: int = 0

    interim_kind: Interim | None = None
    interim_measure: str | None = None
    interim_waived: str | None = None
    lacks: tuple[Lack, ...] = ()
    inability: str | None = None
    inability_to: UnitId | None = None
    reported_to: UnitId | None = None
    taken_up_by: UnitId | None = None
    taken_up_how: TakingUp | None = None
    handovers: tuple[Asking, ...] = ()
    instructions: tuple[Asking, ...] = ()
    leader: AppointmentId | None = None

    extensions: tuple[Extension, ...] = ()
    extended_to_on: date | None = None
    listed_level: ListingLevel | None = None
    listed_document: str | None = None
    listed_by: UnitId | None = None
    supervision_note: str | None = None
    supervision_notes: int = 0

    manner: Manner | None = None
    is_on_the_spot: bool = False
    account: str | None = None
    rectified_on: date | None = None
    rectified_by: Hand | None = None
    photos_before: int = 0
    photos_after: int = 0
    rejections: int = 0
    rejected: str | None = None
    """Why it was rejected last, until it is rectified again."""
    rejected_on: date | None = None
    verified_on: date | None = None
    verified_by: Hand | None = None
    verified_remarks: str | None = None
    allowed_by: UnitId | None = None
    """Who let a small school verify it by itself; none where somebody else verified it."""
    allowed_until: date | None = None
    checked_on: date | None = None
    checked_by: Hand | None = None
    check_remarks: str | None = None
    closed_on: date | None = None
    closed_by: Hand | None = None
    rechecked_on: date | None = None
    rechecked_by: Hand | None = None
    recheck_remarks: str | None = None
    recurred_on: date | None = None
    recurrences: int = 0
    reopened_reason: str | None = None
    times_reopened: int = 0

    refusals: tuple[Refused, ...] = ()
    merge: Proposal | None = None
    void: Proposal | None = None
    survivor: HazardId | None = None
    absorbed: tuple[HazardId, ...] = ()
    voided_reason: str | None = None
    remarks: str | None = None

    old_number: str | None = None
    other_cells: tuple[LedgerCell, ...] = ()
    file_sha256: str | None = None
    sheet: str | None = None
    row: int | None = None

    due: dict[str, datetime] = {}
    """When the running clocks run out, by clock."""
    level: int = 0
    """The highest level above the unit that was told of a clock that ran out."""
    flags: tuple[str, ...] = ()
    """Codes of what is odd about it, in the order in which it showed."""
    changed: tuple[str, ...] = ()
    """Columns of the printed ledger that say something else than what was first entered there, in order."""
    revision: int = 0
    """How many events changed something that had been entered before."""

    @property
    def is_open(self) -> bool:
        """Not closed out, merged or voided."""
        return self.state not in CLOSED

    @property
    def is_closed_out(self) -> bool:
        """Struck off the open list."""
        return self.state is Stage.VERIFIED

    @property
    def next_due_at(self) -> datetime | None:
        """When the first of its running clocks runs out."""
        return min(self.due.values(), default=None)

    def is_overdue(self, at: datetime) -> bool:
        """Whether any of its clocks had run out."""
        return self.next_due_at is not None and self.next_due_at <= at

    def is_rectification_overdue(self, at: datetime) -> bool:
        """Whether the time for putting it right had run out, and nobody says that it was."""
        return RECTIFY in self.due and self.due[RECTIFY] <= at

    @property
    def supervised_by(self) -> UnitId | None:
        """The unit that follows it from above: the lister, else the supervisor's unit, else whoever took it up."""
        return self.listed_by or self.supervising_unit or self.taken_up_by

    @property
    def involved(self) -> frozenset[UUID]:
        """Appointments and units to which something of it was given (reach *assigned*)."""
        return frozenset(party for party in self._parties() if party is not None)

    def _parties(self) -> Iterator[UUID | None]:
        yield from (self.rectifier, self.overseer, self.supervisor, self.leader)
        yield from (self.lead_unit, self.supervising_unit, *self.co_responsible, self.supervised_by)
        yield from (step.responsible for step in self.plan)
        yield from (asked.department for asked in (*self.handovers, *self.instructions))

    @property
    def named(self) -> frozenset[UUID]:
        """Every unit, person and appointment a page may want the name of."""
        hands = (self.found_by, self.registered_by, self.graded_by, self.assigned_by, self.rectified_by)
        later = (self.verified_by, self.checked_by, self.closed_by, self.rechecked_by)
        proposals = tuple(each.by for each in (self.merge, self.void, *self.refusals) if each)
        every = (hand for hand in (*hands, *later, *proposals) if hand)
        signed = (part for hand in every for part in (hand.person, hand.unit, hand.on_behalf_of))
        refused = (part for each in self.refusals for part in (each.refuser, each.witness, each.told))
        people = (self.finder, self.rectifier_person, self.supervisor_person, self.verifier_person)
        units = (self.unit, self.inability_to, self.reported_to, self.allowed_by)
        named = (*signed, *refused, *people, *units)
        return self.involved | frozenset(each for each in named if each is not None)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A hazard as it stood from a position and instant on, until it changed or, with none, until now."""

    hazard: Hazard
    unit_path: str
    from_position: int
    until_position: int | None
    known_from: datetime
    known_until: datetime | None
    entered_position: int

    @property
    def number(self) -> str | None:
        """Its number in the register; none before it is registered."""
        return self.hazard.number


@dataclass(frozen=True, kw_only=True)
class Page:
    """Lines in the order asked for; `after` leads on to the next page and is none on the last."""

    lines: tuple[Line, ...]
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many there are, counted as far as asked."""

    number: int
    is_more: bool
    """Whether there are more than were counted: shown as “1000+”."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many lines of one value of what was tallied, and how many of them are open and overdue."""

    value: Any
    total: int
    open: int
    overdue: int
