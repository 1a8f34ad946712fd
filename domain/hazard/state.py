"""What the rules remember of a hazard."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.hazard.clocks import RECTIFY, Running, after
from domain.hazard.events import (
    AssignmentDeclined,
    ExtensionRequested,
    HazardAssigned,
    HazardListed,
    HazardTakenUp,
    InabilityReported,
    MergeProposed,
    RectificationPlanned,
    SignatureRefused,
    VoidProposed,
)
from domain.hazard.grading import Criterion, Grade
from domain.hazard.remembering import is_told_above, remember
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Correctable, Stage
from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import AppointmentId, HazardId, UnitId

LEFT = frozenset({Stage.MERGED, Stage.VOIDED})
CLOSED = LEFT | {Stage.VERIFIED}
UNRECTIFIED = frozenset({Stage.FOUND, Stage.REGISTERED, Stage.ASSIGNED})


class Hazard(State):
    """One hazard as far as any rule asks for it. `unit` is None as long as nothing was found."""

    def __init__(self) -> None:
        self.unit: UnitId | None = None
        self.stage = Stage.FOUND
        self.entry: dict[Correctable, str | None] = {}
        """The correctable values as they stand now."""
        self.found_on = date.min
        self.found_by: Signatory | None = None
        self.number: str | None = None
        self.registered_by: Signatory | None = None
        self.spot_on: date | None = None
        """The day on which it may be put right without an assignment."""
        self.grade_proposed = Grade.GENERAL
        self.grade_decided: Grade | None = None
        self.criteria: tuple[Criterion, ...] = ()
        self.assignment: HazardAssigned | None = None
        self.is_accepted = False
        self.declined: AssignmentDeclined | None = None
        self.plan: RectificationPlanned | None = None
        self.has_interim = False
        """An interim measure was taken, or waived with a signature."""
        self.is_told_above = False
        """Whoever is competent was told, or acted: no report to them is due any more."""
        self.inability: InabilityReported | None = None
        self.taken_up: HazardTakenUp | None = None
        self.handed_to: dict[UnitId, bool] = {}
        """Departments it was handed to, and whether they have answered."""
        self.instructed: dict[UnitId, bool] = {}
        """Departments that were instructed, and whether they have answered."""
        self.leader: AppointmentId | None = None
        self.extension: ExtensionRequested | None = None
        self.listing: HazardListed | None = None
        self.rectified_by: Signatory | None = None
        self.rectified_on: date | None = None
        self.rejected_on: date | None = None
        self.verified_by: Signatory | None = None
        self.verified_on: date | None = None
        self.closed_on: date | None = None
        self.times_reopened = 0
        self.merge: MergeProposed | None = None
        self.void: VoidProposed | None = None
        self.survivor: HazardId | None = None
        self.refusals: tuple[SignatureRefused, ...] = ()
        """Every refusal to sign, in its order."""
        self.awaits_witness = False
        """The witness of the last one has not spoken yet."""
        self.clocks: Running = {}

    def evolve(self, event: Event) -> None:
        """Remember the event and what it does to the clocks."""
        remember(event, self)
        self.is_told_above = is_told_above(event, was=self.is_told_above)
        self.clocks = after(self.clocks, event)

    @property
    def exists(self) -> bool:
        """Whether it was ever found or taken over."""
        return self.unit is not None

    @property
    def is_registered(self) -> bool:
        """Whether it has a number."""
        return self.number is not None

    @property
    def grade(self) -> Grade:
        """The grade decided, or as long as there is none the one proposed."""
        return self.grade_decided or self.grade_proposed

    @property
    def is_major(self) -> bool:
        """Whether superior-level supervision applies."""
        return self.grade is Grade.MAJOR

    @property
    def is_found_by_own(self) -> bool:
        """Whether whoever reported it acted for the unit itself and not from above or beside."""
        return self.found_by is not None and self.found_by.unit == self.unit

    @property
    def is_open(self) -> bool:
        """Not closed out, merged or voided."""
        return self.stage not in CLOSED

    @property
    def is_closed_out(self) -> bool:
        """Struck off the open list, and not come back since."""
        return self.stage is Stage.VERIFIED

    @property
    def has_left(self) -> bool:
        """Merged or voided: nothing more can happen to it."""
        return self.stage in LEFT

    @property
    def is_unrectified(self) -> bool:
        """Nobody says yet, or any more, that it has been put right."""
        return self.stage in UNRECTIFIED

    @property
    def is_listed(self) -> bool:
        """Under listed supervision, until delisted."""
        return self.listing is not None

    @property
    def due_on(self) -> date | None:
        """The day by which it has to be put right, while that clock is running."""
        clock = self.clocks.get(RECTIFY)
        return clock.deadline.due_on if clock else None

    @property
    def supervising_unit(self) -> UnitId | None:
        """The unit that follows it from above: the lister, else the supervisor's unit, else whoever took it up."""
        if self.listing:
            return self.listing.issuer
        if self.assignment:
            return self.assignment.supervising_unit
        return self.taken_up.unit if self.taken_up else None

    @property
    def lead_unit(self) -> UnitId | None:
        """The unit that leads the rectification; before any assignment the one where it is."""
        return self.assignment.lead_unit if self.assignment else self.unit

    @property
    def involved(self) -> frozenset[UUID]:
        """Appointments and units to which something of it was given."""
        return frozenset(self._involved())

    def _involved(self) -> Iterator[UUID]:
        if (assignment := self.assignment) is not None:
            yield from (assignment.rectifier, assignment.overseer, assignment.supervisor)
            yield from (assignment.supervising_unit, assignment.lead_unit, *assignment.co_responsible)
        if self.plan:
            yield from (stage.responsible for stage in self.plan.stages)
        yield from self.handed_to
        yield from self.instructed
        yield from (each for each in (self.leader, self.supervising_unit) if each)
