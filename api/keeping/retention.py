"""What goes because its time is over: names, texts and keys, by the rules in force; never an event, never under a hold.

Each purge is an event of its own, of one person or one hazard, before anything is destroyed. Where no rule was set
nothing goes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from api.keeping.erasing import destroy_rest, held_of, texts_of
from api.keeping.finding import naming, refuse_evidence, rows
from api.keeping.waiting import let_go
from api.services import Services
from domain.application import Asked
from domain.hazard.state import Hazard
from domain.hold.refusals import UnderHold
from domain.kernel.identity import (
    Actor,
    ActorKind,
    AttachmentId,
    Commitment,
    HazardId,
    PersonId,
    Rule,
    StreamId,
    UnitId,
)
from domain.kernel.refusals import NotKnown
from domain.retention.commands import Purge
from domain.retention.events import RetentionRuleSet
from domain.retention.kinds import Kept
from domain.retention.state import RETENTION, RetentionRules, ended

NIGHT, MORNING = time(2), time(2, 15)
"""When the housekeeping looks for what is over: it comes by once in this time (house rule)."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something of which the time is over, and what would be destroyed of it."""

    kept: Kept
    unit: UnitId
    hazard: HazardId | None = None
    person: PersonId | None = None
    over_on: date
    commitments: tuple[Commitment, ...] = ()
    attachments: tuple[AttachmentId, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def about(self) -> UUID:
        """The person or hazard."""
        found = self.hazard or self.person
        assert found is not None
        return found

    @property
    def count(self) -> int:
        """How many disclosures and files."""
        return len(self.commitments) + len(self.attachments)


@dataclass(kw_only=True)
class Told:
    """What a run came to."""

    purged: list[Due] = field(default_factory=list)
    refused: list[tuple[Due, str]] = field(default_factory=list)
    """What a hold keeps, with the papers of the holds."""


def run_retention(services: Services, *, is_dry: bool = False) -> Told:
    """Purge what is due by the rules in force, each with an event; a dry run only tells."""
    told = Told()
    for rule in rules_in_force(services):
        for due in due_by(services, rule):
            _purge(services, rule, due, told, is_dry=is_dry)
    if not is_dry:
        destroy_rest(services)
    return told


def keep_time(services: Services, now: datetime) -> int:
    """The chore of the housekeeping, once a night: how many persons and hazards something was destroyed of."""
    local = now.astimezone(services.system.settings.zone).time()
    return len(run_retention(services).purged) if NIGHT <= local < MORNING else 0


def rules_of(services: Services) -> RetentionRules:
    """All rules in all versions; empty where none was ever set."""
    try:
        found = services.system.application.load(RETENTION, RetentionRules)
    except NotKnown:
        return RetentionRules()
    assert isinstance(found, RetentionRules)
    return found


def rules_in_force(services: Services) -> list[RetentionRuleSet]:
    """The rules of today by which anything goes at all."""
    rules, today = rules_of(services), _today(services)
    found = (rules.in_force(kept, today) for kept in Kept)
    return [rule for rule in found if rule is not None and rule.years is not None]


def due_by(services: Services, rule: RetentionRuleSet) -> Iterator[Due]:
    """Everything of which the time is over by a rule and of which something is left to destroy."""
    found = _people(services, rule) if rule.kept is Kept.NAMES else _hazards(services, rule)
    return (due for due in found if due.count)


def _purge(services: Services, rule: RetentionRuleSet, due: Due, told: Told, *, is_dry: bool) -> None:
    command = Purge(
        purge=services.system.new_stream(),
        kept=due.kept,
        rule_version=rule.version,
        unit=due.unit,
        hazard=due.hazard,
        person=due.person,
        over_on=due.over_on,
        commitments=due.commitments,
        attachments=due.attachments,
    )
    asked = _asked(services, rule)
    try:
        if due.person is not None:
            refuse_evidence(services, due.person, naming(services, due.person))
        services.system.application.foresee(command, asked)
    except UnderHold as refusal:
        told.refused.append((due, str(refusal.places["documents"])))
        return
    if not is_dry:
        let_go(services, due.names)
        services.system.application.handle(command, asked)
    told.purged.append(due)


def _asked(services: Services, rule: RetentionRuleSet) -> Asked:
    by = Actor(kind=ActorKind.POLICY, rule=Rule(name=f"retention.{rule.kept}", version=rule.version))
    return services.system.asked(by)


def _people(services: Services, rule: RetentionRuleSet) -> Iterator[Due]:
    assert rule.years is not None
    today = _today(services)
    for person in services.system.application.catch_up().directory.people():
        is_over = person.left_on is not None and ended(person.left_on, rule.years) <= today
        if not is_over or person.is_erased or person.unit is None or person.left_on is None:
            continue
        found = naming(services, person.id)
        yield Due(
            kept=rule.kept,
            unit=person.unit,
            person=person.id,
            over_on=person.left_on,
            commitments=found.commitments,
            names=found.names,
        )


def _hazards(services: Services, rule: RetentionRuleSet) -> Iterator[Due]:
    """Closed hazards to which nothing happened since; what came back is open, and stays."""
    assert rule.years is not None
    zone = services.system.settings.zone
    before = datetime.combine(_today(services) - timedelta(days=365 * rule.years), time.max, zone)
    for stream, last_at in rows(services, "quiet_hazards", before=before):
        over_on = last_at.astimezone(zone).date()
        state = services.system.application.load(StreamId(stream), Hazard)
        if not isinstance(state, Hazard) or state.is_open or state.unit is None:
            continue
        if ended(over_on, rule.years) <= _today(services):
            yield _of_hazard(services, rule.kept, HazardId(stream), state.unit, over_on)


def _of_hazard(services: Services, kept: Kept, hazard: HazardId, unit: UnitId, over_on: date) -> Due:
    texts: tuple[Commitment, ...] = ()
    files: tuple[AttachmentId, ...] = ()
    if kept is Kept.TEXTS:
        said = sorted(set(texts_of(services, hazard)))
        texts = tuple(row[0] for row in rows(services, "still_there", commitments=said))
    else:
        known = list(held_of(services, hazard)[1])
        files = tuple(AttachmentId(row[0]) for row in rows(services, "keys_still_there", attachments=known))
    return Due(kept=kept, unit=unit, hazard=hazard, over_on=over_on, commitments=texts, attachments=files)


def _today(services: Services) -> date:
    return services.system.clock().astimezone(services.system.settings.zone).date()
