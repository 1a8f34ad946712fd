"""A life line: every event of a stream with who, in which post, when it happened, was claimed and was recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

from api.reading.event_words import Said, clock_words, event_term, evidence_in, ids_in, said_in
from api.reading.names import Names
from api.reading.signatures import SignatureShown, Signs, SupersededBy, unsigned_words
from api.seeing import Happening
from api.words import say, term
from domain.deadline.deadline import Deadline
from domain.kernel.circumstances import Basis
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Actor, ActorKind

SAYING = frozenset({ActorKind.PERSON, ActorKind.IMPORT})
"""Actors that were there or say what a paper claims; of a policy's act neither is said."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """Who acted, in words. `person` is empty for acts of policies, imports and the console; then `kind` says which."""

    kind: str
    kind_words: str
    person: str
    person_id: UUID | None
    post: str
    unit: str
    unit_id: UUID | None
    on_behalf_of: str
    rule: str
    href: str | None = None
    """The person's page, where it may be opened."""

    @property
    def is_person(self) -> bool:
        """Whether a person decided it."""
        return self.kind == ActorKind.PERSON

    @property
    def words(self) -> str:
        """The name, or what acted where no person did."""
        return self.person or self.kind_words

    @property
    def standing(self) -> str:
        """Unit and post, and on whose behalf; nothing where no post acted."""
        post = f"{self.unit} {self.post}".strip()
        return f"{post} · {say('on behalf of {who}', who=self.on_behalf_of)}" if self.on_behalf_of else post


@dataclass(frozen=True, kw_only=True)
class LifeEvent:
    """One event of the line. `happened` is a day or an instant, as it was said."""

    position: int
    version: int
    name: str
    what: str
    said: tuple[Said, ...]
    who: Who
    happened: date | datetime
    claimed_at: datetime | None
    recorded_at: datetime
    basis: str
    """Witnessed or claimed, in words; empty for acts of policies."""
    is_claimed: bool
    days_late: int
    """Whole days from what is said to the recording, beyond the day itself; 0 is in time."""
    device: str | None
    evidence: tuple[Evidence, ...]
    clocks: tuple[str, ...]
    """Names, in words, of the clocks that it started."""
    signature: SignatureShown | None
    unsigned: str
    """Where there is no signature: why, in words."""
    superseded: SupersededBy | None
    """What took the place of it, where it no longer stands."""

    @property
    def is_signed(self) -> bool:
        """Whether it carries a signature, good or not."""
        return self.signature is not None


def life_of(happenings: Iterable[Happening], names: Names, zone: tzinfo, signs: Signs) -> tuple[LifeEvent, ...]:
    """The line, in the order of the log, with what stands under its events."""
    return tuple(_life_event(each, names, zone, signs) for each in happenings)


def ids_of(happenings: Sequence[Happening]) -> set[UUID]:
    """Every identifier that the line names."""
    named = {each for happening in happenings for each in ids_in(happening.event)}
    return named | {each for happening in happenings for each in ids_of_actor(happening.recorded.actor)}


def ids_of_actor(actor: Actor) -> set[UUID]:
    """Who acted and for whom."""
    return {each for each in (actor.person, actor.appointment, actor.on_behalf_of) if each}


def who_of(actor: Actor, names: Names, on: date | None = None) -> Who:
    """An actor in words, units as they were called on the day."""
    rule = f"{term('rule', actor.rule.name)} v{actor.rule.version}" if actor.rule else ""
    return Who(
        kind=actor.kind.value,
        kind_words=term("actor_kind", actor.kind.value),
        person=names.person(actor.person),
        person_id=actor.person,
        post=term("post", actor.post),
        unit=names.unit(actor.unit, on),
        unit_id=actor.unit,
        on_behalf_of=names.holder(actor.on_behalf_of),
        rule=rule,
        href=names.person_href(actor.person),
    )


def _life_event(happening: Happening, names: Names, zone: tzinfo, signs: Signs) -> LifeEvent:
    recorded, day = happening.recorded, happening.recorded_at.astimezone(zone).date()
    signature = signs.signatures.get(happening.position)
    started: tuple[Deadline, ...] = getattr(happening.event, "clocks", ())
    happened = recorded.happened.at or recorded.happened.on
    assert happened is not None
    return LifeEvent(
        position=happening.position,
        version=recorded.ver,
        name=happening.event.name,
        what=event_term(happening.event.name),
        said=said_in(happening.event, names, zone),
        who=who_of(recorded.actor, names, day),
        happened=happened,
        claimed_at=recorded.claimed_at,
        recorded_at=happening.recorded_at,
        basis=term("basis", recorded.basis.value) if recorded.actor.kind in SAYING else "",
        is_claimed=recorded.basis is Basis.CLAIMED,
        days_late=max((day - recorded.happened.day(zone)).days, 0) if recorded.basis is Basis.WITNESSED else 0,
        device=recorded.device,
        evidence=evidence_in(happening.event),
        clocks=tuple(clock_words(each.clock, names) for each in started),
        signature=signature,
        unsigned="" if signature else unsigned_words(recorded),
        superseded=signs.superseded.get(happening.position),
    )
