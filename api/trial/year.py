"""Goes through the made-up year in the order of time: everybody's next act, and the policies' answers in between."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from api.trial.acts import Act, Story
from api.trial.telling import Teller
from api.trial.watching import next_watch, proposals, rechecks
from domain.hazard.state import Hazard
from domain.kernel.identity import HazardId
from domain.policies.proposal import Proposal

LAG = timedelta(seconds=9)
"""How long after its moment the clock worker gets to a hazard."""

Tell = Callable[[datetime], None]


class Running(NamedTuple):
    """A story under the name by which its acts are known again."""

    key: str
    story: Story


class Due(NamedTuple):
    """A story's next act, or a look at a hazard's clocks."""

    at: datetime
    ordinal: int
    running: Running | None
    act: Act | None
    step: int
    watched: HazardId | None = None


class Year:
    """The queue of everything that is going to happen before the end."""

    def __init__(self, teller: Teller, ends: datetime) -> None:
        self._teller, self._ends = teller, ends
        self._queue: list[Due] = []
        self._ordinals = count()
        self._watched: dict[HazardId, datetime] = {}
        self._closed: set[tuple[HazardId, int]] = set()

    def add(self, running: Running, at: datetime) -> None:
        """Begin a story at a moment; its first act may come later."""
        self._push(Due(at, next(self._ordinals), running, None, 0))

    def run(self, told: Tell) -> None:
        """Live through it; `told` hears every moment."""
        while self._queue:
            due = heappop(self._queue)
            told(due.at)
            if due.watched is not None:
                self._watch(due.watched, due.at)
            elif due.running is not None:
                self._go_on(due, due.running)

    def _go_on(self, due: Due, running: Running) -> None:
        rest = None
        if due.act is not None and due.act.commands:
            self._teller.tell(due.act.first._replace(at=due.at), running.key, due.step)
            self._look_around(due.at)
            rest = due.act._replace(at=due.at).rest
        act = rest or next(running.story, None)
        if act is not None:
            self._push(Due(_moment(act, due.at), next(self._ordinals), running, act, due.step + 1))

    def _look_around(self, now: datetime) -> None:
        """See to every hazard that the last act changed."""
        for hazard_id in self._teller.take_changed():
            hazard = self._teller.states[hazard_id]
            if hazard.is_closed_out:
                self._look_at(hazard_id, now + LAG)
            self._see_to_clocks(hazard_id, hazard, now)

    def _see_to_clocks(self, hazard_id: HazardId, hazard: Hazard, now: datetime) -> None:
        moment = next_watch(hazard_id, hazard)
        if moment is not None:
            self._look_at(hazard_id, max(moment, now) + LAG)

    def _look_at(self, hazard_id: HazardId, at: datetime) -> None:
        """Let the policies look at a hazard at a moment, unless they do so before."""
        known = self._watched.get(hazard_id)
        if known is None or at < known:
            self._watched[hazard_id] = at
            self._push(Due(at, next(self._ordinals), None, None, 0, hazard_id))

    def _watch(self, hazard_id: HazardId, now: datetime) -> None:
        if self._watched.get(hazard_id) == now:
            del self._watched[hazard_id]
        hazard = self._teller.states[hazard_id]
        answered = [self._teller.answer(each, now) for each in self._proposals(hazard_id, hazard, now)]
        if all(answered):
            self._see_to_clocks(hazard_id, hazard, now)
        self._teller.take_changed()

    def _proposals(self, hazard_id: HazardId, hazard: Hazard, now: datetime) -> list[Proposal]:
        closing, found = (hazard_id, hazard.times_reopened), list(proposals(hazard_id, hazard, now))
        if hazard.is_closed_out and closing not in self._closed:
            self._closed.add(closing)
            found += rechecks(hazard_id, hazard)
        return found

    def _push(self, due: Due) -> None:
        if due.at <= self._ends:
            heappush(self._queue, due)


def _moment(act: Act, now: datetime) -> datetime:
    """When the next act of a story is signed: not before its text could be read."""
    return max(act.at, now + (act.at - act.shown_at)) if act.commands else max(act.at, now)
