"""The clock worker: reads what runs out from the deadlines, asks the policies, and gives their commands.

At least once, repeats harmless: a policy's command has the same id whenever the same thing is asked, and the hazard
itself refuses what was said before. One worker acts at a time; the others wait for its lock.
"""

from collections.abc import Iterable, Iterator
from threading import Event
from uuid import UUID

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow

from api.problems import UNAVAILABLE
from api.system import System
from domain.application import Asked
from domain.hazard.events import ClosingChecked, ClosingCountersigned, RectificationVerified
from domain.hazard.state import Hazard
from domain.kernel.identity import HazardId, StreamId, UnitId
from domain.kernel.refusals import Refusal
from domain.policies.escalation import OpenClock, escalation
from domain.policies.proposal import Proposal
from domain.policies.recheck import ClosedHazard, recheck
from projections.deadlines.ask import due_for_action
from projections.deadlines.view import Clock
from projections.fence import WHOLE, Reading

log = structlog.get_logger()

EVERY_S = 20.0
BUILDING_S = 2.0
"""How long to wait for read models that are not built yet."""
PAGE = 200
LOCK = "SELECT pg_try_advisory_lock(hashtext('bihuan.clock'))"
CLOSINGS = (RectificationVerified.name, ClosingCountersigned.name, ClosingChecked.name)


def run_clock(system: System, stop: Event, *, once: bool = False) -> int:
    """Act on what is due until told to stop; returns how many acts were recorded.

    A read model that is not built yet is waited for, like a store that does not answer.
    """
    acts, position = 0, 0
    while not stop.is_set():
        try:
            with psycopg.connect(system.database.app, autocommit=True) as connection:
                if not _is_first(connection):
                    stop.wait(EVERY_S)
                    continue
                while not stop.is_set():
                    acts += act_on_clocks(system, connection)
                    called, position = call_rechecks(system, position)
                    acts += called
                    if once:
                        return acts
                    stop.wait(EVERY_S)
        except psycopg.errors.UndefinedTable:
            if once:
                raise
            stop.wait(BUILDING_S)
        except UNAVAILABLE as error:
            log.warning("clock_interrupted", error=type(error).__name__)
            if once:
                raise
            stop.wait(EVERY_S)
    return acts


def act_on_clocks(system: System, connection: Connection[TupleRow]) -> int:
    """One round over everything that is due by now; a clock that cannot be acted on holds up no other."""
    acts, after = 0, None
    now, reading = system.clock(), Reading(connection, WHOLE)
    while page := due_for_action(reading, now, limit=PAGE, after=after):
        acts += sum(_give(system, each) for each in escalation(map(open_clock, page), now))
        after = (page[-1].hazard, page[-1].clock)
    return acts


def call_rechecks(system: System, position: int) -> tuple[int, int]:
    """Draw the sample among hazards closed after a position; returns acts and the position reached.

    Beginning again from 0 draws the same hazards under the same ids, which adds nothing.
    """
    acts = 0
    while kept := system.recorder.select_notifications(position, PAGE, topics=CLOSINGS, inclusive_of_start=False):
        position = kept[-1].id
        streams = {UUID(str(each.originator_id)) for each in kept}
        acts += sum(_give(system, each) for each in recheck(_closed(system, streams)))
    return acts, position


def open_clock(clock: Clock) -> OpenClock:
    """A row of the read model as the policy asks for it."""
    return OpenClock(
        hazard=HazardId(clock.hazard),
        unit=UnitId(clock.unit),
        clock=clock.clock,
        starts_at=clock.starts_at,
        warn_at=clock.warn_at,
        due_at=clock.due_at,
        escalate_at=clock.escalate_at,
        level=clock.level,
        warned=clock.warned_at is not None,
        overdue=clock.overdue_at is not None,
        escalated=clock.is_escalated,
    )


def _closed(system: System, streams: Iterable[UUID]) -> Iterator[ClosedHazard]:
    for stream in streams:
        hazard = system.application.load(StreamId(stream), Hazard)
        assert isinstance(hazard, Hazard)
        if hazard.is_closed_out and hazard.closed_on is not None:
            yield ClosedHazard(
                hazard=HazardId(stream),
                grade=hazard.grade,
                closed_on=hazard.closed_on,
                times_reopened=hazard.times_reopened,
            )


def _give(system: System, proposal: Proposal) -> bool:
    """Give a policy's command; says whether it was recorded just now. The read model may lag: then the answer is no."""
    asked = Asked(command_id=proposal.command_id, actor=proposal.actor, now=system.clock())
    try:
        return not system.application.handle(proposal.command, asked).repeated
    except Refusal as refusal:
        log.debug("policy_refused", command=proposal.command.name, code=refusal.code())
        return False


def _is_first(connection: Connection[TupleRow]) -> bool:
    row = connection.execute(LOCK).fetchone()
    return bool(row and row[0])
