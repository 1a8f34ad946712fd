"""One door for writes: a command comes in, its events are saved all together or not at all, a receipt goes out."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from threading import Lock
from typing import Any, NamedTuple, Protocol, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, IntegrityError, StoredEvent
from eventsourcing.utils import Environment

from domain.appointment.powers import authorise
from domain.deadline.state import Clocks
from domain.hold.state import Holds
from domain.kernel.circumstances import Basis, Circumstances, Happened
from domain.kernel.commands import Command, On, Outcome, State
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, CommandId, Disclosure, EventId, StreamId, event_id
from domain.kernel.refusals import CommandIdUsedBefore, MovedOn, NotKnown, Refusal
from domain.key.state import KeyRing
from domain.key.terms import Level
from domain.organisation.directory import Directory
from domain.policy.state import SIGNING, SigningLevels
from domain.record import Recorded, digest, plain, written
from domain.seal.statement import Subject
from domain.signing import Signed, needed_level, require_signature

REFERENCE = ("organisation", "person", "appointment", "deadline", "key", "policy", "hold")
"""Kinds of stream that every decision may need; they are folded once and followed."""

MOST_TRIES = 12
"""How often a decision is made again when somebody else was faster on a stream that is not the command's own."""


class Kept(NamedTuple):
    """An event as the store keeps it, with what the store added: its position and time."""

    position: int
    recorded_at: datetime
    stored: StoredEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Append:
    """What is saved in one call: events, the command they answer, and the streams that must not have moved."""

    command: UUID | None = None
    digest: bytes = b""
    guards: tuple[tuple[UUID, int], ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    told_at: datetime | None = None
    """The made-up time of a trial log; the store refuses it for any other."""


class CommandRepeated(IntegrityError):
    """The command id is in the store already: what it yielded then stands."""


class Recorder(Protocol):
    """What the application asks of the store besides the library's own recorder protocol."""

    def load(self, streams: Mapping[Any, int], heads: Sequence[UUID], after: int) -> list[Kept]:
        """Streams after a version each, newest events of others, and reference events after a position, in order."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Save an `append=`; raises `IntegrityError` on a conflict and `CommandRepeated` on a repeat."""

    def answered(self, command: UUID) -> tuple[bytes, list[Kept]] | None:
        """Digest and events of a command that was answered before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What a command came to: the versions its streams have now, and the position up to which to read."""

    command: CommandId
    versions: Mapping[StreamId, int]
    position: int
    recorded_at: datetime | None = None
    events: tuple[Recorded, ...] = ()
    repeated: bool = False
    """Whether the command had been answered before and this is the first answer again."""


class Together(NamedTuple):
    """What came of several commands that were recorded in one call: a receipt, and the refusal of each that failed."""

    receipt: Receipt | None
    """None where nothing was recorded."""
    refusals: Mapping[int, Refusal]
    """By the place of the command, from 0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A command as it arrives: by whom, when, how they know, and under which id it may be repeated."""

    command_id: CommandId
    actor: Actor
    now: datetime
    happened: Happened | None = None
    claimed_at: datetime | None = None
    basis: Basis = Basis.WITNESSED
    device: str | None = None
    cause: EventId | None = None
    correlation: CommandId | None = None
    signed: Signed | None = None
    """The signature that came with it, verified already."""


class Foreseen(NamedTuple):
    """What a step would be taken on, and what it takes: found out before anybody signs it. Nothing is recorded."""

    subject: Subject
    needed: Level
    state: State


class Reference:
    """The directory, clocks and holds as far as they have been followed, with the version of every stream in them."""

    def __init__(self) -> None:
        self.position = 0
        self.directory = Directory()
        self.clocks = Clocks()
        self.keys = KeyRing()
        self.levels = SigningLevels()
        self.holds = Holds()
        self.versions: dict[UUID, int] = {}
        self._lock = Lock()

    def follow(self, events: Iterable[tuple[int, datetime, Recorded]]) -> None:
        """Fold newer events in; those seen already are passed over."""
        with self._lock:
            for position, recorded_at, recorded in events:
                if position <= self.position:
                    continue
                self.directory.evolve(recorded.event, recorded.stream, recorded_at)
                self.clocks.evolve(recorded.event)
                self.keys.evolve(recorded.event, recorded.stream)
                self.levels.evolve(recorded.event)
                self.holds.evolve(recorded.event, recorded.stream, recorded.actor, recorded_at)
                self.versions[recorded.stream] = recorded.ver
                self.position = position


class _Head(NamedTuple):
    version: int
    prev: str | None


class Remembered:
    """States of streams as far as they were folded, so that a decision folds only what is newer.

    A state is taken out while somebody works with it and given back afterwards; who finds it gone folds anew.
    """

    def __init__(self, most: int = 2048) -> None:
        self._kept: dict[StreamId, tuple[State, _Head]] = {}
        self._most, self._lock = most, Lock()

    def take(self, stream: StreamId, kind: type[State]) -> tuple[State, _Head]:
        """The state and how far it is; a new one at the beginning where none is kept."""
        with self._lock:
            return self._kept.pop(stream, None) or (kind(), _Head(0, None))

    def give(self, stream: StreamId, state: State, head: _Head) -> None:
        """Keep a state that is exactly at its head; the one kept longest makes room."""
        with self._lock:
            if len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[stream] = (state, head)


class Rectification(Application[UUID]):
    """The write side: loads what a decision needs, asks the powers and the rules, and records the outcome."""

    def __init__(
        self, factory: "InfrastructureFactory[Any]", *, log: str, secret: bytes, zone: tzinfo, is_trial: bool = False
    ) -> None:
        self._made = factory
        super().__init__()
        self.log_name, self._secret, self.zone, self.is_trial = log, secret, zone, is_trial
        self.reference = Reference()
        self.remembered = Remembered()
        self.before: dict[str, Callable[[Command[Any]], None]] = {}
        """By command: what else has to be asked of the store before it is decided; refuses."""
        self.after: dict[str, Callable[[Recorded], None]] = {}
        """By event: what a process does once it is recorded; what it leaves undone a worker has to finish."""

    def construct_factory(self, env: Environment) -> "InfrastructureFactory[Any]":
        """The factory that was handed in: nothing is read from the process environment."""
        return self._made

    def keyed(self, purpose: bytes) -> bytes:
        """A key for one purpose, derived from the installation's secret."""
        return hmac.digest(self._secret, purpose, hashlib.sha256)

    @property
    def store(self) -> Recorder:
        """The recorder by what this application asks of it."""
        return cast("Recorder", self.recorder)

    def handle(
        self, command: Command[Any], asked: Asked, expected_versions: Mapping[StreamId, int] | None = None
    ) -> Receipt:
        """Decide and record. Raises a `Refusal` (nothing was recorded) or whatever the store raises.

        With an expected version that is no longer the newest: `MovedOn`. A command id that was answered before
        gives the first receipt again; with another content it is refused.
        """
        command.check()
        fingerprint = self.fingerprint(command, asked)
        try:
            receipt = self._try(command, asked, expected_versions or {}, fingerprint)
        except (Refusal, CommandRepeated):
            if first := self._first_receipt(asked.command_id, fingerprint):
                return first
            raise
        for recorded in receipt.events:
            if follow := self.after.get(recorded.event.name):
                follow(recorded)
        return receipt

    def foresee(
        self, command: Command[Any], asked: Asked, expected_versions: Mapping[StreamId, int] | None = None
    ) -> Foreseen:
        """What the step would be taken on; refuses as `handle` does, but for the signature, and records nothing."""
        command.check()
        with self._at_hand(_wanted(command)) as (heads, states):
            state, head = states[command.stream], heads[command.stream]
            circumstances = self.circumstances(asked, states)
            authorise(command, state, circumstances)
            self._consult(command)
            _check_versions(expected_versions or {}, heads)
            tuple(command.decide(state, circumstances))
            return Foreseen(_subject(command, head), needed_level(command, state, circumstances), state)

    def answer_to(self, command: Command[Any], asked: Asked) -> Receipt | None:
        """What a command came to when it was given before; none where it was not. Refuses `CommandIdUsedBefore`."""
        return self._first_receipt(asked.command_id, self.fingerprint(command, asked))

    def handle_together(self, commands: Sequence[Command[Any]], asked: Asked) -> Together:
        """Decide several commands one after the other and record all that was not refused in one call.

        For imports: each command sees what the ones before it came to. The events of one call are at most as many as
        the store takes. A repeat under the same id gives the first receipt, with no refusals told again.
        """
        for command in commands:
            command.check()
        fingerprint = self._fingerprint_of([self._said(command) for command in commands], asked.actor)
        for _ in range(MOST_TRIES):
            wanted = {stream: kind for each in commands for stream, kind in _wanted(each).items()}
            heads, states = self._load(wanted)
            outcomes, refusals = self._decide_each(commands, asked, states)
            if not outcomes:
                return Together(self._first_receipt(asked.command_id, fingerprint), refusals)
            hidden = tuple(hidden for each in commands for hidden in each.disclosures())
            try:
                return Together(self._keep(None, asked, outcomes, heads, fingerprint, hidden, {}), refusals)
            except CommandRepeated:
                return Together(self._first_receipt(asked.command_id, fingerprint), {})
            except IntegrityError:
                continue
        raise IntegrityError("the streams kept moving")

    def _decide_each(
        self, commands: Sequence[Command[Any]], asked: Asked, states: Mapping[StreamId, State]
    ) -> tuple[list[On], dict[int, Refusal]]:
        outcomes: list[On] = []
        newest: dict[StreamId, int] = {}
        refusals: dict[int, Refusal] = {}
        circumstances = self.circumstances(asked, states)
        for place, command in enumerate(commands):
            state = states[command.stream]
            try:
                authorise(command, state, circumstances)
                decided = [_on(command.stream, each) for each in command.decide(state, circumstances)]
            except Refusal as refusal:
                refusals[place] = refusal
                continue
            for stream, event in decided:
                if stream in states:
                    states[stream].evolve(event)
                    states[stream].version += 1
                _add(outcomes, newest, On(stream, event))
        return outcomes, refusals

    def circumstances(self, asked: Asked, others: Mapping[StreamId, State] | None = None) -> Circumstances:
        """What a decision made now may know, from the directory and clocks as far as followed."""
        return Circumstances(
            now=asked.now,
            zone=self.zone,
            actor=asked.actor,
            directory=self.reference.directory,
            clocks=self.reference.clocks,
            keys=self.reference.keys,
            levels=self.reference.levels,
            holds=self.reference.holds,
            others=others or {},
            happened=asked.happened,
            claimed_at=asked.claimed_at,
            basis=asked.basis,
            device=asked.device,
        )

    def load(self, stream: StreamId, state: type[State]) -> State:
        """The newest state of one stream; raises `NotKnown` when it does not exist."""
        _, states = self._load({stream: state})
        if states[stream].version == 0:
            raise NotKnown
        return states[stream]

    def catch_up(self) -> Reference:
        """Follow the reference streams to their newest event and hand out the fold."""
        self._load({})
        return self.reference

    def _consult(self, command: Command[Any]) -> None:
        if ask := self.before.get(command.name):
            ask(command)

    def _try(
        self, command: Command[Any], asked: Asked, expected: Mapping[StreamId, int], fingerprint: bytes
    ) -> Receipt:
        for _ in range(MOST_TRIES):
            with self._at_hand(_wanted(command)) as (heads, states):
                state = states[command.stream]
                circumstances = self.circumstances(asked, states)
                authorise(command, state, circumstances)
                self._consult(command)
                _check_versions(expected, heads)
                subject = _subject(command, heads[command.stream])
                require_signature(command, asked.command_id, asked.signed, self.log_name, subject, state, circumstances)
                outcomes = tuple(command.decide(state, circumstances))
                hidden = tuple(_hidden(command, asked))
                try:
                    return self._keep(command.stream, asked, outcomes, heads, fingerprint, hidden, states)
                except CommandRepeated:
                    raise
                except IntegrityError:
                    continue
        raise IntegrityError("the streams kept moving")

    @contextmanager
    def _at_hand(
        self, wanted: Mapping[StreamId, type[State]]
    ) -> Iterator[tuple[dict[StreamId, _Head], dict[StreamId, State]]]:
        """Newest states for one decision, remembered afterwards; after a fault they are forgotten."""
        begun = {stream: self.remembered.take(stream, kind) for stream, kind in wanted.items()}
        heads, states = self._load(wanted, begun)
        try:
            yield heads, states
        except (Refusal, IntegrityError):
            self._remember(heads, states)
            raise
        self._remember(heads, states)

    def _remember(self, heads: Mapping[StreamId, _Head], states: Mapping[StreamId, State]) -> None:
        for stream, state in states.items():
            if heads[stream].version and not state.newest_suffices:
                self.remembered.give(stream, state, heads[stream])

    def _load(
        self,
        wanted: Mapping[StreamId, type[State]],
        begun: Mapping[StreamId, tuple[State, _Head]] | None = None,
    ) -> tuple[dict[StreamId, _Head], dict[StreamId, State]]:
        states, heads = {}, {}
        for stream, kind in wanted.items():
            states[stream], heads[stream] = begun[stream] if begun else (kind(), _Head(0, None))
        whole = {stream: heads[stream].version for stream, kind in wanted.items() if not kind.newest_suffices}
        newest = [stream for stream, kind in wanted.items() if kind.newest_suffices]
        fresh: dict[int, tuple[int, datetime, Recorded]] = {}
        for kept in self.store.load(whole, newest, self.reference.position):
            recorded = cast("Recorded", self.mapper.to_domain_event(kept.stored))
            if recorded.stream in states and recorded.ver > heads[recorded.stream].version:
                _evolve(states[recorded.stream], recorded.event, recorded.ver)
                heads[recorded.stream] = _Head(recorded.ver, digest(kept.stored.state))
            if kept.position > self.reference.position and is_reference(recorded.event):
                fresh[kept.position] = (kept.position, kept.recorded_at, recorded)
        if fresh:
            self.reference.follow(fresh[position] for position in sorted(fresh))
        return heads, states

    def _keep(
        self,
        stream: StreamId | None,
        asked: Asked,
        outcomes: Sequence[Outcome],
        heads: dict[StreamId, _Head],
        fingerprint: bytes,
        hidden: tuple[Disclosure, ...],
        states: Mapping[StreamId, State],
    ) -> Receipt:
        """Record the outcomes; `states` and `heads` go along with what was recorded."""
        recorded, stored = self.write(stream, asked, outcomes, heads)
        append = Append(
            command=asked.command_id,
            digest=fingerprint,
            guards=self._guards(asked, heads),
            disclosures=hidden,
            told_at=asked.now if self.is_trial else None,
        )
        positions = self.store.insert_events(stored, append=append)
        assert positions is not None
        for event, kept in zip(recorded, stored, strict=True):
            if event.stream in states:
                _evolve(states[event.stream], event.event, event.ver)
                heads[event.stream] = _Head(event.ver, digest(kept.state))
        return Receipt(
            command=asked.command_id,
            versions={event.stream: event.ver for event in recorded},
            position=positions[-1] if positions else self.reference.position,
            events=tuple(recorded),
        )

    def write(
        self,
        stream: StreamId | None,
        asked: Asked,
        outcomes: Sequence[Outcome],
        heads: Mapping[StreamId, tuple[int, str | None]],
    ) -> tuple[list[Recorded], list[StoredEvent]]:
        """Give events their envelope and their place in their streams' chains; saves nothing.

        `stream` is where events belong that do not say so themselves.
        """
        chain = dict(heads)
        recorded: list[Recorded] = []
        stored: list[StoredEvent] = []
        signatures = (asked.signed.envelope,) if asked.signed else ()
        bearer = _bearer(stream, outcomes)
        for ordinal, outcome in enumerate(outcomes):
            on, event = _on(stream, outcome)
            version, prev = chain.get(on, (0, None))
            borne = signatures if ordinal == bearer else ()
            recorded.append(self._envelope(on, version + 1, prev, event, asked, ordinal, borne))
            stored.append(self.mapper.to_stored_event(recorded[-1]))
            chain[on] = (version + 1, digest(stored[-1].state))
        return recorded, stored

    def _envelope(
        self,
        stream: StreamId,
        version: int,
        prev: str | None,
        event: Event,
        asked: Asked,
        ordinal: int,
        signatures: tuple[str, ...],
    ) -> Recorded:
        return Recorded(
            log=self.log_name,
            id=event_id(asked.command_id, ordinal),
            stream=stream,
            ver=version,
            prev=prev,
            command=asked.command_id,
            cause=asked.cause,
            correlation=asked.correlation or asked.command_id,
            actor=asked.actor,
            basis=asked.basis,
            happened=asked.happened or _happened(event, asked),
            claimed_at=asked.claimed_at,
            received_at=asked.now,
            device=asked.device,
            event=event,
            signatures=signatures,
        )

    def _guards(self, asked: Asked, heads: Mapping[StreamId, _Head]) -> tuple[tuple[UUID, int], ...]:
        """Appointments acted under, the key, and what a signature has to say, stand from the decision to the record."""
        used = (asked.actor.appointment, asked.actor.on_behalf_of, asked.signed.key if asked.signed else None)
        acting = [StreamId(each) for each in used if each]
        if asked.actor.kind is ActorKind.PERSON:
            acting.append(SIGNING)
        return tuple((stream, self.reference.versions.get(stream, 0)) for stream in acting if stream not in heads)

    def fingerprint(self, command: Command[Any], asked: Asked) -> bytes:
        """Keyed digest of what was asked and by whom: tells a repeat from another request under the same id.

        Salts do not count (a repeat draws new ones) and the key keeps personal values from being guessed.
        """
        return self._fingerprint_of([self._said(command)], asked.actor)

    def _said(self, command: Command[Any]) -> dict[str, object]:
        return {"name": command.name, "command": _without_salts(plain(command))}

    def _fingerprint_of(self, said: Sequence[object], actor: Actor) -> bytes:
        asked = written({"commands": said, "actor": plain(actor)})
        return hashlib.blake2b(asked, key=self._secret, digest_size=32).digest()

    def _first_receipt(self, command: CommandId, fingerprint: bytes) -> Receipt | None:
        found = self.store.answered(command)
        if found is None:
            return None
        first, kept = found
        if not hmac.compare_digest(first, fingerprint):
            raise CommandIdUsedBefore
        recorded = [cast("Recorded", self.mapper.to_domain_event(each.stored)) for each in kept]
        return Receipt(
            command=command,
            versions={event.stream: event.ver for event in recorded},
            position=kept[-1].position,
            recorded_at=kept[-1].recorded_at,
            events=tuple(recorded),
            repeated=True,
        )


def is_reference(event: Event) -> bool:
    """Whether the event belongs to the directory or the clocks."""
    return event.name.partition(".")[0] in REFERENCE


def _wanted(command: Command[Any]) -> dict[StreamId, type[State]]:
    return {command.stream: type(command).state, **command.touches()}


def _subject(command: Command[Any], head: _Head) -> Subject:
    return Subject(stream=command.stream, ver=head.version, prev=head.prev)


def _hidden(command: Command[Any], asked: Asked) -> Iterator[Disclosure]:
    """What is kept beside the log: the command's personal values, and the text that was shown for signing."""
    yield from command.disclosures()
    if asked.signed:
        yield asked.signed.display


def _bearer(stream: StreamId | None, outcomes: Sequence[Outcome]) -> int:
    """Place of the event that carries the signature: the first of the stream that the step is taken on."""
    own = (place for place, each in enumerate(outcomes) if not isinstance(each, On) or each.stream == stream)
    return next(own, 0)


def _on(stream: StreamId | None, outcome: Outcome) -> On:
    if isinstance(outcome, On):
        return outcome
    assert stream is not None
    return On(stream, outcome)


def _add(outcomes: list[On], newest: dict[StreamId, int], later: On) -> None:
    """Add an event, as one with the stream's one before it where the two can be said as one."""
    place = newest.get(later.stream)
    if place is not None and (joined := outcomes[place].event.joined(later.event)):
        outcomes[place] = On(later.stream, joined)
        return
    newest[later.stream] = len(outcomes)
    outcomes.append(later)


def _evolve(state: State, event: Event, version: int) -> None:
    state.evolve(event)
    state.version = version


def _check_versions(expected: Mapping[StreamId, int], heads: Mapping[StreamId, _Head]) -> None:
    for stream, seen in expected.items():
        if (current := heads[stream].version) != seen:
            raise MovedOn(seen=seen, current=current)


def _happened(event: Event, asked: Asked) -> Happened:
    return Happened(on=event.happened_on) if event.happened_on else Happened(at=asked.now)


def _without_salts(value: object) -> object:
    match value:
        case {"salt": str(), "value": hidden}:
            return hidden
        case dict():
            return {key: _without_salts(item) for key, item in value.items()}
        case list():
            return [_without_salts(item) for item in value]
    return value
