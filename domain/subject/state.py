"""What is remembered of a hazard's erasures."""

from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import HazardId, StreamId, natural_id
from domain.subject.events import SubjectErased, SubjectErasureOrdered


class Subject(State):
    """The newest order, as long as it waits to be carried out."""

    waiting: SubjectErasureOrdered | None = None

    def evolve(self, event: Event) -> None:
        """An order waits until it is carried out."""
        match event:
            case SubjectErasureOrdered():
                self.waiting = event
            case SubjectErased():
                self.waiting = None


def erasures_of(hazard: HazardId) -> StreamId:
    """The stream of a hazard's erasures."""
    return StreamId(natural_id("subject", str(hazard)))
