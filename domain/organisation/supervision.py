"""Commands about supervision beside the tree."""

from datetime import date

from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import UnitId
from domain.kernel.quantities import LINE, check_optional
from domain.kernel.refusals import NotKnown
from domain.organisation.asking import UnitCommand, open_unit, refuse_closed
from domain.organisation.events import SupervisionBegun, SupervisionEnded
from domain.organisation.kinds import SupervisionKind, UnitKind
from domain.organisation.refusals import (
    SupervisesItself,
    SupervisionAlreadyBegun,
    SupervisionNotRunning,
    SupervisorOfWrongKind,
)
from domain.organisation.state import Relation, Unit

SUPERVISORS = {
    SupervisionKind.TERRITORIAL: frozenset({UnitKind.TOWN}),
    SupervisionKind.CENTRE_SCHOOL: frozenset({UnitKind.CENTRE_SCHOOL}),
    SupervisionKind.LINKED_SECTION: frozenset({UnitKind.SECTION}),
    SupervisionKind.JOINT: frozenset(UnitKind) - {UnitKind.LEDGER_UNIT},
}
"""Which kind of unit can supervise in which way (house rule)."""


class BeginSupervision(UnitCommand, name="organisation.begin_supervision"):
    """Let another unit supervise this one from a day on."""

    kind: SupervisionKind
    by: UnitId
    from_on: date
    document: str | None = None

    def check(self) -> None:
        """Refuse a malformed document number."""
        check_optional("document", self.document, most=LINE)

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[SupervisionBegun]:
        """Refuse closed units, a supervisor of the wrong kind, and what is running already."""
        refuse_closed(state, circumstances.today)
        if self.by == self.unit:
            raise SupervisesItself
        supervisor = open_unit(circumstances.directory, self.by, circumstances.today)
        if supervisor.kind not in SUPERVISORS[self.kind]:
            raise SupervisorOfWrongKind(kind=supervisor.kind)
        if running := _running(state, self.kind, self.by):
            raise SupervisionAlreadyBegun(from_on=running.from_on)
        return (SupervisionBegun(kind=self.kind, by=self.by, from_on=self.from_on, document=self.document),)


class EndSupervision(UnitCommand, name="organisation.end_supervision"):
    """End it; `on` is its last day."""

    kind: SupervisionKind
    by: UnitId
    on: date

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[SupervisionEnded]:
        """Refuse what is not running, and a last day before the first."""
        if not state.is_known:
            raise NotKnown
        running = _running(state, self.kind, self.by)
        if running is None or self.on < running.from_on:
            raise SupervisionNotRunning(on=self.on)
        return (SupervisionEnded(kind=self.kind, by=self.by, on=self.on),)


def _running(unit: Unit, kind: SupervisionKind, by: UnitId) -> Relation | None:
    """The supervision of this kind by this unit that has no last day yet."""
    for relation in unit.relations:
        if (relation.kind, relation.by, relation.until_on) == (kind, by, None):
            return relation
    return None
