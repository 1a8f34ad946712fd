"""What can be asked of what a hazard holds of the public and of pupils."""

from typing import ClassVar

from domain.hold.state import refuse_under
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import AttachmentId, Commitment, HazardId, StreamId, UnitId
from domain.kernel.quantities import check_count, check_text
from domain.subject.events import SubjectErased, SubjectErasureOrdered
from domain.subject.refusals import ErasureNotOrdered, NothingToErase
from domain.subject.state import Subject, erasures_of

MOST_FILES = 200


class SubjectCommand(Command[Subject]):
    """A command towards what one hazard holds of people."""

    state: ClassVar[type[State]] = Subject
    hazard: HazardId
    unit: UnitId
    """The unit the hazard is of: the doors say which that is."""

    @property
    def stream(self) -> StreamId:
        """The hazard's erasures."""
        return erasures_of(self.hazard)

    def subject_unit(self, state: Subject) -> UnitId | None:
        """The unit of the hazard."""
        return self.unit

    def _refuse_under_hold(self, circumstances: Circumstances) -> None:
        holds = circumstances.holds.over(
            circumstances.directory, circumstances.today, hazard=self.hazard, unit=self.unit
        )
        refuse_under(holds)


class EraseSubject(SubjectCommand, name="subject.erase"):
    """Make the sealed source, or photos and papers, of a hazard unreadable for ever; the hazard itself stays."""

    reason: str
    source: bool = True
    attachments: tuple[AttachmentId, ...] = ()

    def check(self) -> None:
        """Refuse without a reason, and too many files at once."""
        check_text("reason", self.reason)
        check_count("attachments", self.attachments, most=MOST_FILES)

    def decide(self, state: Subject, circumstances: Circumstances) -> tuple[SubjectErasureOrdered]:
        """Refuse under a hold, and where nothing is named."""
        self._refuse_under_hold(circumstances)
        if not self.source and not self.attachments:
            raise NothingToErase
        return (
            SubjectErasureOrdered(
                hazard=self.hazard,
                unit=self.unit,
                reason=self.reason,
                source=self.source,
                attachments=tuple(dict.fromkeys(self.attachments)),
            ),
        )


class CarryOutSubjectErasure(SubjectCommand, name="subject.carry_out"):
    """Note what an ordered erasure destroys; the rule says so, nobody decides again."""

    commitments: tuple[Commitment, ...] = ()
    attachments: tuple[AttachmentId, ...] = ()

    def decide(self, state: Subject, circumstances: Circumstances) -> tuple[SubjectErased]:
        """Refuse what nobody ordered, and under a hold that came meanwhile: the order waits."""
        if state.waiting is None:
            raise ErasureNotOrdered
        self._refuse_under_hold(circumstances)
        return (
            SubjectErased(
                hazard=self.hazard,
                unit=self.unit,
                destroyed=len(self.commitments) + len(self.attachments),
                commitments=self.commitments,
                attachments=self.attachments,
            ),
        )
