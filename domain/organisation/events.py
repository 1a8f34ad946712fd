"""What can happen to a unit."""

from datetime import date

from domain.kernel.events import Event
from domain.kernel.identity import UnitId
from domain.organisation.kinds import SupervisionKind, UnitKind


class OrganisationEvent(Event):
    """Something happened to one unit; the stream is the unit."""


class UnitRegistered(OrganisationEvent, name="organisation.unit_registered.v1"):
    """A unit entered the tree. Its code never changes."""

    code: str
    kind: UnitKind
    unit_name: str
    parent: UnitId | None
    from_on: date


class UnitNamedInLedger(OrganisationEvent, name="organisation.unit_named_in_ledger.v1"):
    """A ledger that was taken over names a unit nobody has registered."""

    code: str
    """Provisional, made from the identifier, until the unit is enrolled."""
    unit_name: str
    """As the ledger writes it."""
    under: UnitId
    """On whose behalf the ledger was taken over; stands above it until somebody knows better."""
    from_on: date
    file_sha256: str
    sheet: str
    row: int


class UnitEnrolled(OrganisationEvent, name="organisation.unit_enrolled.v1"):
    """A unit known from a ledger only was found to be a real one, and got its code and place."""

    code: str
    kind: UnitKind
    unit_name: str
    parent: UnitId
    from_on: date


class UnitRenamed(OrganisationEvent, name="organisation.unit_renamed.v1"):
    """The unit has another name from a day on; the code stays."""

    unit_name: str
    from_on: date


class UnitMoved(OrganisationEvent, name="organisation.unit_moved.v1"):
    """The unit has another superior in the tree from a day on."""

    parent: UnitId
    from_on: date


class UnitClosed(OrganisationEvent, name="organisation.unit_closed.v1"):
    """The unit ceased to exist after a day; its records stay where they are."""

    on: date
    reason: str


class SupervisionBegun(OrganisationEvent, name="organisation.supervision_begun.v1"):
    """Another unit, not above it in the tree, began to supervise this one."""

    kind: SupervisionKind
    by: UnitId
    from_on: date
    document: str | None


class SupervisionEnded(OrganisationEvent, name="organisation.supervision_ended.v1"):
    """That supervision ended; `on` is its last day."""

    kind: SupervisionKind
    by: UnitId
    on: date


class OwnVerificationAllowed(OrganisationEvent, name="organisation.own_verification_allowed.v1"):
    """A superior let the unit, too small for a second pair of eyes, verify its own general hazards for a time."""

    reason: str
    from_on: date
    until_on: date
    """Its last day."""
    document: str | None
    allowed_by: UnitId
    people: int
    """How many held a post there when it was allowed."""


class OwnVerificationEnded(OrganisationEvent, name="organisation.own_verification_ended.v1"):
    """The exception ended before its day; `on` is its last day."""

    on: date
    reason: str


class CodeReserved(Event, name="organisation.code_reserved.v1"):
    """A unit's code was taken for ever; the stream is the code."""

    code: str
    unit: UnitId
