"""A log written by hand: units, people and hazards of a small district, told event by event without the rules."""

import base64
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from eventsourcing.persistence import StoredEvent

from api.store.mapper import CanonicalMapper
from api.store.recorder import PostgresRecorder
from domain.application import Append
from domain.appointment.events import AppointmentKind, AppointmentMade
from domain.appointment.posts import Post
from domain.deadline.deadline import Deadline, DeadlineBasis, LimitUnit
from domain.hazard import events as e
from domain.hazard.assignment import FiveImplementations
from domain.hazard.clocks import ASSIGN, INTERIM, RECTIFY, REGISTER, VERIFY
from domain.hazard.grading import Grade
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Manner, Source, Stage
from domain.kernel.circumstances import Basis, Happened
from domain.kernel.events import Event
from domain.kernel.identity import (
    BIHUAN,
    Actor,
    ActorKind,
    AppointmentId,
    CommandId,
    Commitment,
    Disclosure,
    HazardId,
    PersonId,
    StreamId,
    UnitId,
    event_id,
)
from domain.kernel.place import Place
from domain.key.events import KeyConfirmed, KeyEnrolled
from domain.key.state import fingerprint
from domain.key.terms import Algorithm, Scheme
from domain.organisation.events import UnitMoved, UnitRegistered, UnitRenamed
from domain.organisation.kinds import UnitKind
from domain.person.events import PersonEnrolled
from domain.record import Recorded, canonical, digest, instant
from domain.seal.dsse import Envelope, Signature, written
from domain.seal.statement import PAYLOAD_TYPE

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday 2 March 2026, 09:00 in Shanghai."""
LONG_AGO = date(2020, 9, 1)
DAY = timedelta(days=1)


def an_id(*parts: object) -> UUID:
    """The same name gives the same identifier."""
    return uuid5(BIHUAN, "/".join(map(str, parts)))


def deadline(clock: str, starts_at: datetime, days: int) -> Deadline:
    """A clock of so many days."""
    due_at = starts_at + days * DAY
    return Deadline(
        clock=clock,
        starts_at=starts_at,
        warn_at=starts_at + days * DAY * 3 / 4,
        due_at=due_at,
        escalate_at=starts_at + 2 * days * DAY,
        due_on=due_at.astimezone(ZONE).date(),
        basis=DeadlineBasis(limit=clock, version=1, source="house rule", amount=days, unit=LimitUnit.DAYS, calendar=()),
    )


@dataclass
class Story:
    """Tells a trial log what happened, at a clock that goes on by a minute with every act.

    While `key` is set, acts carry a signature that names it, made `read_for` after the text was shown; nobody
    verifies it.
    """

    recorder: PostgresRecorder
    log: str = "trial/bihuan"
    now: datetime = BEGIN
    pace: timedelta = timedelta(minutes=1)
    key: UUID | None = None
    read_for: timedelta = timedelta(seconds=40)
    versions: dict[StreamId, tuple[int, str | None]] = field(default_factory=lambda: defaultdict(lambda: (0, None)))
    _commands: Iterator[int] = field(default_factory=count)
    _mapper: CanonicalMapper = field(default_factory=CanonicalMapper)

    def tell(
        self,
        stream: UUID,
        *events: Event,
        by: Signatory | None = None,
        happened: Happened | None = None,
        basis: Basis = Basis.WITNESSED,
        disclosures: Iterable[Disclosure] = (),
    ) -> int:
        """Record events of one stream in one call; returns the position of the last."""
        self.now += self.pace
        command = CommandId(an_id("command", next(self._commands)))
        stored = [
            self._stored(StreamId(stream), event, ordinal, command, by, happened or Happened(at=self.now), basis)
            for ordinal, event in enumerate(events)
        ]
        positions = self.recorder.insert_events(stored, append=Append(told_at=self.now, disclosures=tuple(disclosures)))
        assert positions
        return positions[-1]

    def _stored(
        self,
        stream: StreamId,
        event: Event,
        ordinal: int,
        command: CommandId,
        by: Signatory | None,
        happened: Happened,
        basis: Basis,
    ) -> StoredEvent:
        version, prev = self.versions[stream]
        stored = self._mapper.to_stored_event(
            Recorded(
                log=self.log,
                id=event_id(command, ordinal),
                stream=stream,
                ver=version + 1,
                prev=prev,
                command=command,
                cause=None,
                correlation=command,
                actor=_actor(by),
                basis=basis,
                happened=happened,
                claimed_at=self.now - self.read_for if self.key else None,
                received_at=self.now,
                device=None,
                event=event,
                signatures=(self._envelope(self.key),) if self.key and not ordinal else (),
            )
        )
        self.versions[stream] = (version + 1, digest(stored.state))
        return stored

    def _envelope(self, key: UUID) -> str:
        statement = {"meaning": "verification", "claimed_at": instant(self.now - self.read_for)}
        signature = Signature(key=str(key), value=b"nobody verifies this")
        return written(Envelope(payload_type=PAYLOAD_TYPE, payload=canonical(statement), signature=signature))

    def enrolled(self, by: Signatory, scheme: Scheme = Scheme.RAW, *, confirmed_by: Signatory | None = None) -> UUID:
        """A key of somebody, which a registrar confirmed."""
        key = an_id("key", by.person, scheme)
        assert by.person is not None
        assert by.unit is not None
        enrolled = KeyEnrolled(
            person=by.person,
            unit=by.unit,
            scheme=scheme,
            algorithm=Algorithm.ED25519,
            public_key=base64.b64encode(key.bytes).decode(),
            label=Commitment("ab" * 32),
        )
        self.tell(key, enrolled, by=by)
        self.tell(key, KeyConfirmed(fingerprint=fingerprint(enrolled.public_key)), by=confirmed_by)
        return key

    def unit(self, code: str, name: str, parent: UnitId | None, kind: UnitKind = UnitKind.SCHOOL) -> UnitId:
        """A unit that has always been there."""
        unit = UnitId(an_id("unit", code))
        registered = UnitRegistered(code=code, kind=kind, unit_name=name, parent=parent, from_on=LONG_AGO)
        self.tell(unit, registered)
        return unit

    def move(self, unit: UnitId, parent: UnitId, from_on: date) -> int:
        """The unit stands under another from a day on."""
        return self.tell(unit, UnitMoved(parent=parent, from_on=from_on))

    def rename(self, unit: UnitId, name: str, from_on: date) -> int:
        """The unit has another name from a day on."""
        return self.tell(unit, UnitRenamed(unit_name=name, from_on=from_on))

    def person(self, name: str, unit: UnitId, post: Post = Post.SAFETY_OFFICER) -> Signatory:
        """Somebody with a post of a unit; returned as one who signs."""
        person, appointment = PersonId(an_id("person", name)), AppointmentId(an_id("post", name, post))
        hidden = Disclosure(value=name, salt=an_id("salt", name).hex)
        enrolled = PersonEnrolled(person_name=hidden.commitment, unit=unit)
        self.tell(person, enrolled, disclosures=[hidden])
        made = AppointmentMade(
            person=person,
            post=post,
            unit=unit,
            kind=AppointmentKind.SUBSTANTIVE,
            from_on=LONG_AGO,
            until_on=None,
            document=None,
            delegated_by=None,
            only=(),
        )
        self.tell(appointment, made)
        return Signatory(person=person, appointment=appointment, post=post.value, unit=unit, stands_for=())

    def found(self, name: str, unit: UnitId, by: Signatory, **said: object) -> HazardId:
        """A hazard that somebody saw today, with two clocks running."""
        hazard = HazardId(an_id("hazard", name))
        today = self.now.astimezone(ZONE).date()
        values: dict[str, object] = {
            "place": Place(text="东侧楼梯间"),
            "category": "evacuation.stairs",
            "description": f"疏散通道堆放杂物 {name}",
            "grade_proposed": Grade.GENERAL,
            "evidence": (),
            "source": Source.STAFF,
            "finder": by.person,
            "sealed_source": None,
            "campaign": None,
            "found_on": today,
        }
        clocks = (deadline(REGISTER, self.now, 1), deadline(INTERIM, self.now, 1))
        found = e.HazardFound(**{**values, **said}, unit=unit, by=by, clocks=clocks)  # type: ignore[arg-type]
        self.tell(hazard, found, by=by)
        return hazard

    def registered(self, hazard: HazardId, code: str, seq: int, by: Signatory) -> int:
        """It gets a number."""
        number = f"{code}-2026-{seq:04d}"
        event = e.HazardRegistered(
            number=number, unit_code=code, year=2026, seq=seq, by=by, clocks=(deadline(ASSIGN, self.now, 2),)
        )
        return self.tell(hazard, event, by=by)

    def assigned(self, hazard: HazardId, to: Signatory, above: Signatory, days: int = 15) -> int:
        """It is given to somebody, with all five implementations."""
        assert to.appointment is not None
        assert to.unit is not None
        assert above.appointment is not None
        assert above.unit is not None
        clock = deadline(RECTIFY, self.now, days)
        five = FiveImplementations(
            responsibility="总务处",
            measures="清理通道并张贴标识",
            funds_fen=120_000,
            due_on=clock.due_on,
            contingency="专人值守",
        )
        event = e.HazardAssigned(
            rectifier=to.appointment,
            overseer=to.appointment,
            supervisor=above.appointment,
            supervising_unit=above.unit,
            lead_unit=to.unit,
            co_responsible=(),
            implementations=five,
            by=above,
            clocks=(clock,),
        )
        return self.tell(hazard, event, by=above)

    def rectified(self, hazard: HazardId, by: Signatory, **said: object) -> int:
        """Somebody says that it is done."""
        values: dict[str, object] = {
            "rectified_on": self.now.astimezone(ZONE).date(),
            "manner": Manner.REMOVED,
            "account": "杂物已清除",
            "cause": None,
            "evidence": (),
            "is_on_the_spot": False,
        }
        event = e.HazardRectified(**{**values, **said}, by=by, clocks=(deadline(VERIFY, self.now, 3),))  # type: ignore[arg-type]
        return self.tell(hazard, event, by=by)

    def verified(self, hazard: HazardId, by: Signatory) -> int:
        """Somebody else went to look: it is closed out."""
        event = e.RectificationVerified(
            verified_on=self.now.astimezone(ZONE).date(),
            manner=Manner.REMOVED,
            remarks=None,
            evidence=(),
            awaits_countersignature=False,
            by=by,
        )
        return self.tell(hazard, event, by=by)

    def reopened(self, hazard: HazardId, by: Signatory) -> int:
        """It came back."""
        today = self.now.astimezone(ZONE).date()
        recurred = e.HazardRecurred(
            recurred_on=today, closed_on=today, is_at_recheck=False, description="又堆放杂物", evidence=(), by=by
        )
        clocks = (deadline(ASSIGN, self.now, 2),)
        return self.tell(hazard, recurred, e.HazardReopened(reason="反弹", times=1, by=by, clocks=clocks), by=by)

    def taken_over(self, row: int, unit: UnitId, code: str, **said: object) -> HazardId:
        """A row of somebody's ledger."""
        hazard = HazardId(an_id("row", code, row))
        values: dict[str, object] = {
            "found_on": date(2025, 11, 3),
            "finder": None,
            "place": Place(text="食堂后厨"),
            "description": "燃气报警器失效",
            "category": "gas",
            "grade": Grade.GENERAL,
            "measures": "更换报警器",
            "funds_fen": 80_000,
            "rectifier": None,
            "supervisor": None,
            "verifier": None,
            "due_on": date(2025, 11, 18),
            "interim_measure": None,
            "rectified_on": None,
            "verified_on": None,
            "closed_on": None,
            "state": Stage.REGISTERED,
            "remarks": None,
            "old_number": f"旧{row}",
            "other_cells": (e.LedgerCell(heading="原因分析", value="设备老化"),),
            "flags": (),
            "clocks": (deadline(ASSIGN, self.now, 2),),
        }
        event = e.HazardTakenOver(
            **{**values, **said},  # type: ignore[arg-type]
            number=f"{code}-2025-{row:04d}",
            unit_code=code,
            year=2025,
            seq=row,
            unit=unit,
            file_sha256="0" * 64,
            sheet="台账",
            row=row,
        )
        self.tell(hazard, event, basis=Basis.CLAIMED, happened=Happened(on=event.found_on))
        return hazard


def _actor(by: Signatory | None) -> Actor:
    if by is None:
        return Actor(kind=ActorKind.CONSOLE)
    return Actor(kind=ActorKind.PERSON, person=by.person, appointment=by.appointment, post=by.post, unit=by.unit)


@dataclass
class District:
    """A district with two bureaus, three schools and the people who act in them."""

    story: Story
    region: UnitId
    east: UnitId
    west: UnitId
    first: UnitId
    third: UnitId
    fire: UnitId
    officer: Signatory
    logistics: Signatory
    supervisor: Signatory
    fireman: Signatory


def a_district(story: Story) -> District:
    """Everybody enrolled, nothing found yet."""
    region = story.unit("qinghe", "清河市", None, UnitKind.REGION)
    city = story.unit("edu", "清河市教育局", region, UnitKind.CITY_BUREAU)
    east = story.unit("dongcheng", "东城区教育局", city, UnitKind.DISTRICT_BUREAU)
    west = story.unit("xicheng", "西城区教育局", city, UnitKind.DISTRICT_BUREAU)
    first = story.unit("dc_no1", "第一中学", east)
    third = story.unit("dc_no3", "第三小学", east)
    fire = story.unit("fire", "市消防救援支队", region, UnitKind.DEPARTMENT)
    return District(
        story=story,
        region=region,
        east=east,
        west=west,
        first=first,
        third=third,
        fire=fire,
        officer=story.person("王小明", first),
        logistics=story.person("赵淑芬", first, Post.LOGISTICS),
        supervisor=story.person("李建国", east, Post.SAFETY_SECTION),
        fireman=story.person("张伟", fire, Post.DEPARTMENT_OFFICER),
    )
