"""What is remembered of one unit: its names, its places in the tree, and who supervised it when."""

from bisect import bisect_right
from dataclasses import replace
from datetime import date

from domain.kernel.commands import State
from domain.kernel.events import Event, Value
from domain.kernel.identity import StreamId, UnitId, natural_id
from domain.organisation.events import (
    CodeReserved,
    OwnVerificationAllowed,
    OwnVerificationEnded,
    SupervisionBegun,
    SupervisionEnded,
    UnitClosed,
    UnitEnrolled,
    UnitMoved,
    UnitNamedInLedger,
    UnitRegistered,
    UnitRenamed,
)
from domain.organisation.kinds import INTERNAL, SupervisionKind, UnitKind


class Placing(Value):
    """Under which unit it stood from a day on."""

    from_on: date
    parent: UnitId | None


class Naming(Value):
    """What it was called from a day on."""

    from_on: date
    name: str


class Relation(Value):
    """Supervision beside the tree; both days are included."""

    kind: SupervisionKind
    by: UnitId
    from_on: date
    until_on: date | None = None

    def lasts(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


class OwnVerification(Value):
    """The exception under which a small unit verifies its own general hazards; both days are included."""

    from_on: date
    until_on: date
    allowed_by: UnitId
    reason: str

    def lasts(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= on <= self.until_on


class Unit(State):
    """One unit. The directory keeps one for every unit and gives it its `id`."""

    id: UnitId
    code: str = ""
    kind: UnitKind = UnitKind.LEDGER_UNIT
    closed_on: date | None = None
    """Its last day."""

    def __init__(self) -> None:
        self.placings: tuple[Placing, ...] = ()
        self.namings: tuple[Naming, ...] = ()
        self.relations: tuple[Relation, ...] = ()
        self.exceptions: tuple[OwnVerification, ...] = ()

    @property
    def name(self) -> str:
        """What it is called now."""
        return self.namings[-1].name if self.namings else ""

    @property
    def parent(self) -> UnitId | None:
        """Under which unit it stands now."""
        return self.placings[-1].parent if self.placings else None

    @property
    def is_known(self) -> bool:
        """Whether anything was ever recorded of it."""
        return bool(self.placings)

    @property
    def is_enrolled(self) -> bool:
        """Whether it is a unit of the tree and not only a name in a ledger."""
        return self.is_known and self.kind is not UnitKind.LEDGER_UNIT

    @property
    def is_internal(self) -> bool:
        """Whether it acts for the body it is part of: a section, a leading group."""
        return self.kind in INTERNAL

    def is_closed(self, on: date) -> bool:
        """Whether its last day is over."""
        return self.closed_on is not None and on > self.closed_on

    def parent_on(self, on: date) -> UnitId | None:
        """Under which unit it stood on a day; before its first day, where it began."""
        index = bisect_right(self.placings, on, key=lambda placing: placing.from_on)
        return self.placings[max(index - 1, 0)].parent if self.placings else None

    def name_on(self, on: date) -> str:
        """What it was called on a day; before its first day, its first name."""
        index = bisect_right(self.namings, on, key=lambda naming: naming.from_on)
        return self.namings[max(index - 1, 0)].name if self.namings else ""

    def relations_on(self, on: date) -> tuple[Relation, ...]:
        """Supervision beside the tree on a day, in the order in which it began to be known."""
        return tuple(relation for relation in self.relations if relation.lasts(on))

    def exception_on(self, on: date) -> OwnVerification | None:
        """The exception under which it verified its own general hazards on a day."""
        return next((each for each in self.exceptions if each.lasts(on)), None)

    def evolve(self, event: Event) -> None:
        """Remember codes, names, places, relations and exceptions, each with its day."""
        match event:
            case UnitRegistered() | UnitEnrolled():
                self.code, self.kind = event.code, event.kind
                self._place(event.parent, event.from_on)
                self._call(event.unit_name, event.from_on)
            case UnitNamedInLedger():
                self.code = event.code
                self._place(event.under, event.from_on)
                self._call(event.unit_name, event.from_on)
            case UnitRenamed():
                self._call(event.unit_name, event.from_on)
            case UnitMoved():
                self._place(event.parent, event.from_on)
            case UnitClosed():
                self.closed_on = event.on
            case SupervisionBegun():
                begun = Relation(kind=event.kind, by=event.by, from_on=event.from_on)
                self.relations = (*self.relations, begun)
            case SupervisionEnded():
                self.relations = tuple(_ended(relation, event) for relation in self.relations)
            case OwnVerificationAllowed():
                self.exceptions = (*self.exceptions, _allowed(event))
            case OwnVerificationEnded():
                ended = (_until(each, event.on) for each in self.exceptions)
                self.exceptions = tuple(each for each in ended if each.from_on <= each.until_on)

    def _place(self, parent: UnitId | None, from_on: date) -> None:
        kept = tuple(placing for placing in self.placings if placing.from_on < from_on)
        self.placings = (*kept, Placing(from_on=from_on, parent=parent))

    def _call(self, name: str, from_on: date) -> None:
        kept = tuple(naming for naming in self.namings if naming.from_on < from_on)
        self.namings = (*kept, Naming(from_on=from_on, name=name))


def _ended(relation: Relation, event: SupervisionEnded) -> Relation:
    """The relation with its last day, if it is the one that ended and was still open."""
    if (relation.kind, relation.by) != (event.kind, event.by) or relation.until_on is not None:
        return relation
    return replace(relation, until_on=event.on)


def _allowed(event: OwnVerificationAllowed) -> OwnVerification:
    return OwnVerification(
        from_on=event.from_on, until_on=event.until_on, allowed_by=event.allowed_by, reason=event.reason
    )


def _until(exception: OwnVerification, on: date) -> OwnVerification:
    """The exception with a last day no later than a day; one that was still to come is none."""
    return replace(exception, until_on=min(exception.until_on, on))


class CodeReservation(State):
    """Whether a code was taken, and by which unit."""

    newest_suffices = True
    unit: UnitId | None = None

    def evolve(self, event: Event) -> None:
        """Remember the unit that took it."""
        if isinstance(event, CodeReserved):
            self.unit = event.unit


def code_stream(code: str) -> StreamId:
    """The reservation of a unit code, which no second unit can ever get."""
    return StreamId(natural_id("unit_code", code))


def ledger_unit_id(under: UnitId, name: str) -> UnitId:
    """The same name in ledgers of the same unit is the same unit."""
    return UnitId(natural_id("ledger_unit", str(under), name))
