"""What pages show of a hazard is what the rules remember of it, whatever order things happen in."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random

import pytest

from domain.hazard import events as e
from domain.hazard.assignment import FiveImplementations
from domain.hazard.clocks import (
    ANSWER_REFUSAL,
    ASSIGN,
    CHECK,
    HANDOVER,
    INSTRUCTION,
    INTERIM,
    LIST,
    RECHECK,
    RECTIFY,
    REGISTER,
    VERIFY,
    WITNESS,
)
from domain.hazard.clocks import of_department as clock_of
from domain.hazard.grading import Grade
from domain.hazard.signatory import Signatory
from domain.hazard.state import Hazard as Remembered
from domain.hazard.terms import Awaited, Correctable, Interim, Lack, ListingLevel, Manner, Source, TakingUp
from domain.kernel.circumstances import Basis, Happened
from domain.kernel.events import Event
from domain.kernel.identity import (
    Actor,
    ActorKind,
    AppointmentId,
    CommandId,
    EventId,
    HazardId,
    PersonId,
    Rule,
    StreamId,
    UnitId,
)
from domain.kernel.place import Place
from domain.record import Recorded
from projections.deadlines.projection import COLUMNS, clocks_of
from projections.hazard_ledger.fold import fold
from projections.hazard_ledger.view import Hazard
from projections.places import Places
from projections.reading import Seen
from tests.projections.story import BEGIN, ZONE, an_id, deadline

SCHOOL, BUREAU, FIRE = (UnitId(an_id("unit", name)) for name in ("school", "bureau", "fire"))
TODAY = date(2026, 3, 2)
BY = Signatory(
    person=PersonId(an_id("p")), appointment=AppointmentId(an_id("a")), post="head", unit=SCHOOL, stands_for=()
)
RULE = Rule(name="escalation", version=1)
FIVE = FiveImplementations(responsibility="总务处", measures="更换", funds_fen=0, due_on=TODAY, contingency="值守")
FOUND = e.HazardFound(
    unit=SCHOOL,
    place=Place(text="食堂"),
    category="gas",
    description="燃气阀门老化",
    grade_proposed=Grade.GENERAL,
    evidence=(),
    source=Source.STAFF,
    finder=BY.person,
    sealed_source=None,
    campaign=None,
    found_on=TODAY,
    by=BY,
    clocks=(deadline(REGISTER, BEGIN, 1), deadline(INTERIM, BEGIN, 1)),
)


def an_appointment(random: Random) -> AppointmentId:
    return AppointmentId(an_id("appointment", random.randrange(5)))


def _assigned(at: datetime, random: Random) -> Event:
    return e.HazardAssigned(
        rectifier=an_appointment(random),
        overseer=an_appointment(random),
        supervisor=an_appointment(random),
        supervising_unit=BUREAU,
        lead_unit=SCHOOL,
        co_responsible=(FIRE,),
        implementations=FIVE,
        by=BY,
        clocks=(deadline(RECTIFY, at, 15),),
    )


def _graded(at: datetime, random: Random) -> Event:
    grade = random.choice(list(Grade))
    clocks = (deadline(LIST, at, 3),) if grade is Grade.MAJOR else ()
    return e.HazardGraded(grade=grade, previous=None, criteria=(), reason="研判", by=BY, clocks=clocks)


def _marked(at: datetime, random: Random) -> Event:
    due_at = deadline(REGISTER, BEGIN, 1).due_at
    told = {"clock": REGISTER, "due_at": due_at, "level": random.randrange(3), "to": BUREAU, "rule": RULE}
    return e.ClockWarned(**told) if random.random() < 0.5 else e.ClockOverdueMarked(**told)  # type: ignore[arg-type]


def _escalated(at: datetime, random: Random) -> Event:
    due_at = deadline(REGISTER, BEGIN, 1).due_at
    is_highest = random.random() < 0.5
    return e.HazardEscalated(clock=REGISTER, due_at=due_at, level=2, to=BUREAU, is_highest=is_highest, rule=RULE)


def _rectified(at: datetime, random: Random) -> Event:
    return e.HazardRectified(
        rectified_on=at.date(),
        manner=Manner.REPAIRED,
        account="已更换",
        cause=None,
        evidence=(),
        is_on_the_spot=False,
        by=BY,
        clocks=(deadline(VERIFY, at, 3),),
    )


def _verified(at: datetime, random: Random) -> Event:
    return e.RectificationVerified(
        verified_on=at.date(),
        manner=Manner.REPAIRED,
        remarks=None,
        evidence=(),
        awaits_countersignature=random.random() < 0.5,
        by=BY,
    )


Happening = Callable[[datetime, Random], Event]
HAPPENINGS: Sequence[Happening] = (
    _assigned,
    _graded,
    _marked,
    _escalated,
    _rectified,
    _verified,
    lambda at, _: e.HazardRegistered(
        number="s-2026-0001", unit_code="s", year=2026, seq=1, by=BY, clocks=(deadline(ASSIGN, at, 2),)
    ),
    lambda at, _: e.AssignmentAccepted(by=BY),
    lambda at, _: e.AssignmentDeclined(reason="不归我管", by=BY, clocks=(deadline("hazard.decide_decline", at, 1),)),
    lambda at, random: e.DeclineDecided(is_upheld=random.random() < 0.5, reason="研究决定", by=BY, clocks=()),
    lambda at, random: e.RectificationPlanned(
        stages=(e.Step(what="招标", due_on=TODAY, responsible=an_appointment(random)),)
    ),
    lambda at, _: e.InterimMeasureTaken(kind=Interim.BARRIER, description="围挡", evidence=()),
    lambda at, _: e.InterimMeasureWaived(reason="无人通行", by=BY),
    lambda at, _: e.HazardReportedUpward(to=BUREAU, text="请示"),
    lambda at, _: e.InabilityReported(to=BUREAU, lacks=(Lack.MONEY,), text="无经费"),
    lambda at, _: e.HazardTakenUp(unit=BUREAU, how=TakingUp.COORDINATES, text="协调"),
    lambda at, _: e.HazardHandedOver(department=FIRE, text="移交", clocks=(deadline(clock_of(HANDOVER, FIRE), at, 3),)),
    lambda at, _: e.HandoverAnswered(department=FIRE, is_accepted=True, text="受理", evidence=()),
    lambda at, _: e.DepartmentInstructed(
        department=FIRE,
        text="限期",
        due_on=TODAY,
        issuer=BUREAU,
        clocks=(deadline(clock_of(INSTRUCTION, FIRE), at, 5),),
    ),
    lambda at, _: e.InstructionAnswered(department=FIRE, is_done=False, text="尚缺设备", evidence=()),
    lambda at, random: e.LeaderNamed(leader=an_appointment(random), reason="久拖不决"),
    lambda at, _: e.HazardListed(
        document_no="3号", level=ListingLevel.CITY, issuer=BUREAU, legal_basis="", due_on=None, by=BY, clocks=()
    ),
    lambda at, _: e.HazardDelisted(document_no="4号", remarks="摘牌", by=BY),
    lambda at, _: e.RectificationRejected(
        rejected_on=at.date(), reason="不合格", due_on=at.date(), evidence=(), by=BY, clocks=(deadline(RECTIFY, at, 5),)
    ),
    lambda at, _: e.VerifiedUnderException(
        verified_on=at.date(),
        manner=Manner.REPAIRED,
        remarks=None,
        evidence=(),
        allowed_by=BUREAU,
        allowed_until=at.date(),
        by=BY,
        clocks=(deadline(CHECK, at, 10),),
    ),
    lambda at, _: e.ClosingChecked(checked_on=at.date(), remarks=None, evidence=(), by=BY),
    lambda at, _: e.ClosingCountersigned(closed_on=at.date(), remarks=None, by=BY, clocks=(deadline(RECHECK, at, 30),)),
    lambda at, _: e.HazardRechecked(rechecked_on=at.date(), remarks=None, evidence=(), by=BY),
    lambda at, _: e.HazardReopened(reason="反弹", times=1, by=BY, clocks=(deadline(ASSIGN, at, 2),)),
    lambda at, _: e.HazardCorrected(field=Correctable.PLACE, old="食堂", new="食堂后厨", reason="补充"),
    lambda at, random: e.SignatureRefused(
        act=Awaited.VERIFY,
        refuser=an_appointment(random),
        refused_on=at.date(),
        reason="不愿签字",
        witness=an_appointment(random),
        told=BUREAU,
        evidence=(),
        by=BY,
        clocks=(deadline(WITNESS, at, 3), deadline(ANSWER_REFUSAL, at, 3)),
    ),
    lambda at, random: e.RefusalWitnessed(
        act=Awaited.VERIFY, refuser=an_appointment(random), is_confirmed=True, remarks=None, by=BY
    ),
    lambda at, _: e.SupervisionNoted(note="督办", due_on=None, by=BY, clocks=()),
    lambda at, _: e.HazardMerged(survivor=HazardId(an_id("other")), by=BY),
    lambda at, _: e.HazardVoided(reason="误报", proposed_by=BY, by=BY),
)


def a_life(random: Random) -> list[Seen]:
    """A hazard to which a dozen things happen in any order, lawful or not."""
    at, life = BEGIN, []
    for version in range(1, 14):
        event = FOUND if version == 1 else random.choice(HAPPENINGS)(at, random)
        life.append(Seen(version, at, _recorded(event, version, at)))
        at += timedelta(hours=7)
    return life


def _recorded(event: Event, version: int, at: datetime) -> Recorded:
    return Recorded(
        log="test",
        id=EventId(an_id("event", version)),
        stream=StreamId(an_id("hazard")),
        ver=version,
        prev=None,
        command=CommandId(an_id("command")),
        cause=None,
        correlation=CommandId(an_id("command")),
        actor=Actor(kind=ActorKind.CONSOLE),
        basis=Basis.WITNESSED,
        happened=Happened(at=at),
        claimed_at=None,
        received_at=at,
        device=None,
        event=event,
    )


@pytest.mark.parametrize("seed", range(200))
def test_the_ledger_and_the_clocks_agree_with_the_rules(seed: int) -> None:
    life, places = a_life(Random(seed)), Places(ZONE)
    line: Hazard | None = None
    rules = Remembered()
    for end, seen in enumerate(life, 1):
        line = fold(line, seen, places)
        rules.evolve(seen.recorded.event)
        assert line is not None
        shown = (line.state, line.grade, line.number, line.is_accepted, line.times_reopened, line.survivor)
        assert shown == (
            rules.stage,
            rules.grade,
            rules.number,
            rules.is_accepted,
            rules.times_reopened,
            rules.survivor,
        )
        assert line.is_open == rules.is_open
        assert line.due == {name: clock.deadline.due_at for name, clock in rules.clocks.items()}
        assert line.involved == rules.involved
        running = {row["clock"]: row for row in rows(life[:end]) if row["stopped_at"] is None}
        assert {name: marks(row) for name, row in running.items()} == {
            name: (clock.deadline.due_at, clock.is_warned, clock.is_overdue, clock.level, clock.is_escalated)
            for name, clock in rules.clocks.items()
        }


def rows(life: Sequence[Seen]) -> list[dict[str, object]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in clocks_of(life, "")]


def marks(row: dict[str, object]) -> tuple[object, ...]:
    was_told = (row["warned_at"] is not None, row["overdue_at"] is not None)
    return (row["due_at"], *was_told, row["level"], row["is_escalated"])
