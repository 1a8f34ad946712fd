"""What stands under a sign-off: what it means and how much it says, whether it verifies, and what makes it checkable.

The server checks every signature that it shows, each time, from the stored bytes. What a reader's own browser needs to
check it again without asking anybody goes along as `proof`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from api.reading.event_words import event_term
from api.reading.key_records import key_records
from api.reading.keys import code_of
from api.seeing import Happening
from api.services import Services
from api.signing.recorded import Carried, KeyRecord, carried_by, fault_in
from api.words import say, term
from domain.belonging import commands_for, events_of, expected_of, happening_of, how_of
from domain.hazard.superseding import superseded
from domain.kernel.identity import ActorKind, Commitment, Disclosure
from domain.key.state import fingerprint
from domain.key.terms import Level, Scheme
from domain.record import Recorded, plain

UNSIGNED = {
    ActorKind.PERSON: "not signed",
    ActorKind.POLICY: "the rule decided; nobody signs",
    ActorKind.IMPORT: "taken over from a ledger; nobody signs",
    ActorKind.CONSOLE: "on the server's console; nobody signs",
    ActorKind.SERVICE: "by a service; nobody signs",
}
"""What is said of an act without a signature."""


@dataclass(frozen=True, kw_only=True)
class SupersededBy:
    """The later event that took the place of a sign-off; its signature stays valid."""

    position: int
    what: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class SignatureShown:
    """A signature under the event that carries it."""

    meaning: str
    """Code, e.g. `verification`."""
    meaning_words: str
    level: Level
    level_words: str
    is_personal: bool
    """Not where the server alone says that the password was given."""
    key: UUID | None
    fingerprint: str
    """Hex; of what could not be found nothing."""
    code: str
    """The first digits of it, as people compare them."""
    text: str | None
    """What the signer was shown; none where it was erased."""
    shown_at: datetime | None
    fault: str
    """The check that failed on this server, by its stable name; empty where all were passed."""
    fault_words: str
    checked_at: datetime
    lost_on: date | None
    """The day since when somebody else may have had the key, where that is on or before the day of signing."""
    proof: Mapping[str, str]
    """What a browser needs to check it: envelope, key, salt and what the statement has to say, each as text."""

    @property
    def is_good(self) -> bool:
        """Whether every check on this server was passed."""
        return not self.fault


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What stands under events, by their positions in the log."""

    signatures: Mapping[int, SignatureShown] = field(default_factory=dict)
    superseded: Mapping[int, SupersededBy] = field(default_factory=dict)


def signs_of_hazard(services: Services, happenings: Sequence[Happening]) -> Signs:
    """What stands under the events of one hazard, as far as it is known at the moment they are of."""
    return Signs(signatures=signatures_of(services, happenings), superseded=superseding(happenings))


def signatures_of(services: Services, happenings: Sequence[Happening]) -> Mapping[int, SignatureShown]:
    """The signatures of those events that carry one, by position, each checked now."""
    signed = [(each, carried_by(each.recorded)) for each in happenings if each.recorded.signatures]
    if not signed:
        return {}
    records = key_records(services, {carried.key for _, carried in signed})
    texts = _texts(services, (carried.display for _, carried in signed))
    return {each.position: _shown(services, each, carried, records, texts) for each, carried in signed}


def superseding(happenings: Sequence[Happening]) -> Mapping[int, SupersededBy]:
    """Positions of acts that no longer stand, each with what took their place; of one hazard, as far as it is known."""
    found = superseded([each.event for each in happenings])
    return {
        happenings[one].position: SupersededBy(
            position=happenings[other].position,
            what=event_term(happenings[other].event.name),
            recorded_at=happenings[other].recorded_at,
        )
        for one, other in found.items()
        if happenings[one].recorded.actor.kind is ActorKind.PERSON
    }


def unsigned_words(recorded: Recorded) -> str:
    """Why there is no signature."""
    if recorded.actor.kind is ActorKind.PERSON and recorded.is_along:
        return say("recorded along with its step")
    return say(UNSIGNED[recorded.actor.kind])


def _texts(services: Services, displays: Iterable[Commitment | None]) -> Mapping[str, Disclosure]:
    """What signers were shown, by commitment, as far as it has not been erased."""
    statement = "SELECT commitment, value, salt FROM log.disclosures WHERE commitment = ANY(%s)"
    with services.system.pool.connection() as connection:
        rows = connection.execute(statement, ([each for each in displays if each],)).fetchall()
    return {commitment: Disclosure(value=value, salt=salt) for commitment, value, salt in rows}


def _shown(
    services: Services,
    happening: Happening,
    carried: Carried,
    records: Mapping[UUID, KeyRecord],
    texts: Mapping[str, Disclosure],
) -> SignatureShown:
    recorded, text = happening.recorded, texts.get(carried.display or "")
    key = records.get(carried.key) if carried.key else None
    fault = fault_in(recorded, happening.position, key, text, carried) or ""
    meaning = carried.said.get("meaning")
    return SignatureShown(
        meaning=str(meaning or ""),
        meaning_words=term("signature", meaning),
        level=key.level if key else Level.NONE,
        level_words=term("level", key.level.value) if key else "",
        is_personal=key is not None and key.enrolment.scheme is not Scheme.SERVER_ATTESTED,
        key=carried.key,
        fingerprint=fingerprint(key.enrolment.public_key) if key else "",
        code=code_of(key.enrolment.public_key) if key else "",
        text=text.value if text else None,
        shown_at=recorded.claimed_at,
        fault=fault,
        fault_words=term("check", fault) if fault else "",
        checked_at=services.system.clock(),
        lost_on=_lost_on(services, happening, key),
        proof=dict(_proof(recorded, carried, key, text)),
    )


def _lost_on(services: Services, happening: Happening, key: KeyRecord | None) -> date | None:
    lost_on = key.revoked.lost_on if key and key.revoked else None
    signed_on = happening.recorded_at.astimezone(services.system.settings.zone).date()
    return lost_on if lost_on and lost_on <= signed_on else None


def _proof(
    recorded: Recorded, carried: Carried, key: KeyRecord | None, text: Disclosure | None
) -> Iterator[tuple[str, str]]:
    """Everything that is needed, and nothing that says whether it is good."""
    yield "envelope", recorded.signatures[0]
    yield "salt", text.salt if text else ""
    if key:
        told = key.enrolment
        pinned = {name: getattr(told, name) for name in ("scheme", "algorithm", "public_key", "relying_party")}
        yield "key", json.dumps(pinned)
    told_of = {
        "expected": expected_of(recorded),
        "actions": commands_for(recorded.event.name) if events_of(str(carried.said.get("action"))) else (),
        "happened": plain(happening_of(recorded.event)),
        "how": how_of(recorded),
    }
    yield "event", json.dumps(told_of, ensure_ascii=False)
