"""Whether whoever acted could: in a post that was held, with as much of a signature as the policy asked for that day.

By what the log says before the act, and by nothing else. The same as `verify.py` asks of a bundle, of the whole log:
so neither a post that was made up is passed over, nor a signature that was left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec

from api.seal.leafing import Actor, Read, Stored, grade_in
from api.seal.reading import recorded_of
from domain.appointment.events import AppointmentEnded, AppointmentMade
from domain.belonging import commands_for, events_of
from domain.hazard.events import HazardFound, HazardGraded, HazardTakenOver
from domain.hazard.grading import Grade
from domain.kernel.events import Event
from domain.kernel.identity import ActorKind
from domain.key.terms import Level
from domain.policy.events import SigningLevelSet
from domain.policy.signing_levels import FLOORS
from domain.policy.state import SIGNING, SigningLevels
from domain.seal.dsse import decoded
from domain.upcasts import UPCASTS

GRADES = {HazardFound.name: "grade_proposed", HazardGraded.name: "grade", HazardTakenOver.name: "grade"}
"""By event the field with the grade that a hazard has from then on."""

TELLING = frozenset({AppointmentMade.name, AppointmentEnded.name, SigningLevelSet.name, *GRADES, *UPCASTS})
"""Names of the events that tell who held what, what had to be signed, and which hazards are major; retired ones too."""

AHEAD, BEHIND = timedelta(hours=14), timedelta(hours=12)
"""So far the day somewhere on earth is from that in UTC: which zone a log keeps its days in, it does not say."""


class NotEntitled(Exception):
    """Somebody acted who could not; `code` says why."""

    def __init__(self, code: str, told: str) -> None:
        super().__init__(code, told)
        self.code, self.told = code, told


@dataclass
class Held:
    """An appointment as it stands."""

    said: tuple[str | None, ...]
    """Person, post, unit, and the appointment on whose behalf, as bodies write them of whoever acts under it."""
    from_on: date
    until_on: date | None

    def covers(self, at: datetime) -> bool:
        """Whether an instant lies in the term, somewhere on earth."""
        has_begun = (at + AHEAD).date() >= self.from_on
        return has_begun and (self.until_on is None or (at - BEHIND).date() <= self.until_on)


@dataclass
class Entitled:
    """Follows appointments, levels and grades while events go by, and holds each act against them."""

    _held: dict[str | None, Held] = field(default_factory=dict)
    _levels: SigningLevels = field(default_factory=SigningLevels)
    _highest: dict[tuple[str, str | None], Level] = field(default_factory=dict)
    """By event and act the level that suffices whatever the day and the grade."""
    _major: set[UUID] = field(default_factory=set)
    _signed: tuple[str, UUID, str, str] | None = None
    """The newest act that was signed: its command and stream, the act, and the event's name."""

    def check(self, stored: Stored, parts: Read, level: Level | None) -> None:
        """Hold an event against what came before; raises `NotEntitled`."""
        if parts.actor.kind != ActorKind.PERSON.value:
            return
        at = stored.recorded_at.astimezone(UTC)
        self._post(parts.actor, at)
        action = self.follow(stored, parts)
        if action is None and self._is_along(stored, parts):
            return
        if not self._suffices(stored, action, level or Level.NONE, at):
            raise NotEntitled("signature_missing" if action is None else "signature_too_weak", stored.name)

    def follow(self, stored: Stored, parts: Read) -> str | None:
        """The act that was signed, if the event carries a signature; what comes along with it needs none."""
        if not parts.signatures:
            return None
        action = _action_in(parts.signatures[0])
        self._signed = parts.command, stored.stream, action, stored.name
        return action

    def take(self, stored: Stored, parts: Read) -> None:
        """Learn what an event tells of posts, levels and grades; raises `BodyUnreadable`."""
        if stored.name in GRADES:
            is_major = grade_in(parts.data, GRADES[stored.name]) == Grade.MAJOR.value
            (self._major.add if is_major else self._major.discard)(stored.stream)
        elif stored.name in TELLING:
            self._evolve(stored.stream, recorded_of(stored).event)

    def _evolve(self, stream: UUID, event: Event) -> None:
        match event:
            case AppointmentMade():
                giver = str(event.delegated_by) if event.delegated_by else None
                said = str(event.person), event.post.value, str(event.unit), giver
                self._held[str(stream)] = Held(said, event.from_on, event.until_on)
            case AppointmentEnded() if held := self._held.get(str(stream)):
                held.until_on = event.on
            case SigningLevelSet() if stream == SIGNING:
                self._levels.evolve(event)
                self._highest.clear()

    def _post(self, actor: Actor, at: datetime) -> None:
        said = actor.person, actor.post, actor.unit, actor.on_behalf_of
        if actor.appointment is None and actor.post is None and actor.on_behalf_of is None:
            return
        held = self._held.get(actor.appointment)
        if held is None or held.said != said or not held.covers(at):
            raise NotEntitled("post_not_held", actor.post or "")

    def _is_along(self, stored: Stored, parts: Read) -> bool:
        """Whether an unsigned event was recorded along with a signed one, as a further outcome of the same step."""
        if self._signed is None:
            return False
        command, stream, action, name = self._signed
        is_same_step = (command, stream) == (parts.command, stored.stream) and name != stored.name
        return is_same_step and stored.name in events_of(action)

    def _suffices(self, stored: Stored, action: str | None, level: Level, at: datetime) -> bool:
        """Whether a level is the least that can have been needed, whatever zone the log keeps its days in."""
        known = stored.name, action
        if known not in self._highest:
            self._highest[known] = self._most_of(self._acts(*known))
        if level.suffices_for(self._highest[known]):
            return True
        acts, is_major = self._acts(*known), stored.stream in self._major
        return any(
            level.suffices_for(self._levels.needed(act, is_major=is_major, on=day)) for day in _days(at) for act in acts
        )

    def _acts(self, name: str, action: str | None) -> Sequence[str]:
        """The act that was signed; of an unsigned event those that come to it, those with a level before others."""
        found = commands_for(name) if action is None else (action,)
        return tuple(act for act in found if self._levels.versions(act) or act in FLOORS) or found

    def _most_of(self, acts: Sequence[str]) -> Level:
        """The highest that was ever asked for under these acts; nothing where there is none."""
        versions = (each for act in acts for each in self._levels.versions(act))
        asked = (
            *(FLOORS.get(act, Level.NONE) for act in acts),
            *(each for of in versions for each in (of.general, of.major)),
        )
        return max(asked, key=tuple(Level).index, default=Level.NONE)


class _Envelope(msgspec.Struct):
    payload: str


class _Statement(msgspec.Struct):
    action: str


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_STATEMENT = msgspec.json.Decoder(_Statement)


def _action_in(signature: str) -> str:
    """The act that a signature is for; whether it holds is asked elsewhere."""
    try:
        return _STATEMENT.decode(decoded(_ENVELOPE.decode(signature).payload)).action
    except ValueError as error:
        raise NotEntitled("signature_of_something_else", "statement") from error


def _days(at: datetime) -> tuple[date, ...]:
    return at.date(), (at - BEHIND).date(), (at + AHEAD).date()
