"""What every command to a hazard shares."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from domain.appointment.powers import authorise
from domain.hazard.refusals import NothingGiven
from domain.hazard.state import Hazard
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.evidence import Evidence
from domain.kernel.identity import HazardId, StreamId, UnitId
from domain.kernel.quantities import check_count, check_optional, check_text
from domain.kernel.refusals import NotKnown, Refusal

MOST_EVIDENCE = 20
MOST_ITEMS = 50


class HazardCommand(Command[Hazard]):
    """An intention towards one hazard.

    `says` names the texts that must not be blank; `stage` refuses where the hazard has not come far enough, or too far.
    """

    state: ClassVar[type[State]] = Hazard
    says: ClassVar[tuple[str, ...]] = ()
    stage: ClassVar[Callable[[Hazard], object] | None] = None

    hazard: HazardId

    def __init_subclass__(
        cls, *, says: tuple[str, ...] = (), stage: Callable[[Hazard], object] | None = None, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.says, cls.stage = says or cls.says, stage or cls.stage

    @property
    def stream(self) -> StreamId:
        """The hazard's own stream."""
        return StreamId(self.hazard)

    def subject_unit(self, state: Hazard) -> UnitId | None:
        """The unit where the hazard is; refuses one that does not exist as one that may not be known."""
        if state.unit is None:
            raise NotKnown
        return state.unit

    def is_major(self, state: Hazard) -> bool:
        """As it is graded before the step."""
        return state.is_major

    def assigned(self, state: Hazard) -> frozenset[UUID]:
        """Everybody to whom something of it was given."""
        return state.involved

    def check(self) -> None:
        """Refuse blank text where something has to be said, remarks that cannot be stored, too many attachments."""
        for where in self.says:
            check_text(where, getattr(self, where))
        check_optional("remarks", getattr(self, "remarks", None))
        check_evidence(getattr(self, "evidence", ()))

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Refuse where the hazard has not come far enough for this, or too far: by `stage`, unless it takes more."""
        if cls.stage is not None:
            cls.stage(hazard)

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """Refuse who must not do this, or not today; asked after `refuse_stage`."""

    @classmethod
    def guard(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """Refuse what cannot be asked whatever the command says; pages offer a step only if this is silent."""
        cls.refuse_stage(hazard)
        cls.refuse_now(hazard, circumstances)


def is_possible(step: type[HazardCommand], hazard: Hazard, circumstances: Circumstances) -> bool:
    """Whether neither the hazard's stage nor the powers speak against a step; the cheaper question is asked first."""
    try:
        step.guard(hazard, circumstances)
        authorise(_unsaid(step), hazard, circumstances)
    except Refusal:
        return False
    return True


def _unsaid(step: type[HazardCommand]) -> HazardCommand:
    """The command before anything was typed: powers ask for its name, unit and assignees, never for its fields."""
    return object.__new__(step)


def check_evidence(evidence: tuple[Evidence, ...]) -> None:
    """Refuse more attachments than one step carries."""
    check_count("evidence", evidence, most=MOST_EVIDENCE)


def check_items(where: str, items: tuple[object, ...], *, least: int = 0) -> None:
    """Refuse fewer than needed, and more than anybody reads."""
    if len(items) < least:
        raise NothingGiven(where=where)
    check_count(where, items, most=MOST_ITEMS)
