"""What every event of a hazard shares."""

from domain.deadline.deadline import Deadline
from domain.kernel.events import Event


class HazardEvent(Event):
    """Something happened in the life of a hazard; which one is said by the stream."""

    @property
    def started(self) -> tuple[Deadline, ...]:
        """The clocks that this event started, with their basis; a clock of the same name is replaced."""
        clocks: tuple[Deadline, ...] = getattr(self, "clocks", ())
        return clocks
