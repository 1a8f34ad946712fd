"""Erasure: what is asked before it is ordered, and how an order is carried out, to its end, whatever comes between.

The order is an event that somebody signs. Carrying it out is a second event that lists what goes, commitments and
attachments, never values; the database destroys exactly what that event lists. Whatever is interrupted in between is
finished by the housekeeping.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from api.keeping.finding import commitments_in, in_free_text, naming, refuse_evidence, refuse_held_units, rows
from api.keeping.waiting import let_go
from api.problems import UNAVAILABLE
from api.seeing import happenings
from api.services import Services
from domain.hold.refusals import UnderHold
from domain.kernel.commands import Command
from domain.kernel.identity import Actor, ActorKind, AttachmentId, Commitment, HazardId, PersonId, Rule, StreamId
from domain.kernel.refusals import NotKnown, Refusal
from domain.person.commands import CarryOutErasure, ErasePerson
from domain.person.events import PersonErasureOrdered
from domain.person.refusals import NoErasureWaits
from domain.person.state import Person
from domain.record import Recorded
from domain.subject.commands import CarryOutSubjectErasure, EraseSubject
from domain.subject.events import SubjectErasureOrdered
from domain.subject.refusals import ErasureNotOrdered, NothingToErase
from domain.subject.state import Subject

log = structlog.get_logger()
RULE = Rule(name="erasure", version=1)
BY_RULE = Actor(kind=ActorKind.POLICY, rule=RULE)


def watch(services: Services) -> None:
    """Ask what has to be asked before erasures of this process, and carry out what it records."""
    application = services.system.application
    application.before[ErasePerson.name] = partial(_before_person, services)
    application.before[EraseSubject.name] = partial(_before_subject, services)
    for event in (PersonErasureOrdered.name, SubjectErasureOrdered.name):
        application.after[event] = partial(_after, services)


def carry_out_all(services: Services) -> int:
    """Finish every erasure that was ordered, and whatever an event destroys; says how many. Holds make them wait."""
    ordered = dict.fromkeys(rows(services, "ordered"))
    done = sum(_carried_out(services, stream, name) for stream, name in ordered)
    return done + destroy_rest(services)


def destroy_rest(services: Services) -> int:
    """Carry out events that destroy something and were not carried out, as after a crash; says how many."""
    positions = [row[0] for row in rows(services, "not_carried_out")]
    for position in positions:
        rows(services, "destroy", at=position)
    return len(positions)


def _before_person(services: Services, command: Command[Any]) -> None:
    """Refuse with `UnderHold` what a held hazard needs as evidence."""
    assert isinstance(command, ErasePerson)
    refuse_held_units(services, command.person)
    refuse_evidence(services, command.person, naming(services, command.person))


def _before_subject(services: Services, command: Command[Any]) -> None:
    """Refuse files that are not the hazard's, and an order that would destroy nothing."""
    assert isinstance(command, EraseSubject)
    sources, files = held_of(services, command.hazard)
    if not set(command.attachments) <= set(files):
        raise NotKnown
    asked = list(command.attachments)
    has_source = command.source and rows(services, "still_there", commitments=list(sources))
    if not has_source and not rows(services, "keys_still_there", attachments=asked):
        raise NothingToErase


def _after(services: Services, recorded: Recorded) -> None:
    """Carry it out at once; what cannot be done now the housekeeping does, for the order stands."""
    try:
        _carried_out(services, recorded.stream, recorded.event.name)
        destroy_rest(services)
    except (*UNAVAILABLE, Refusal) as error:
        log.warning("erasure_waits", stream=str(recorded.stream), error=type(error).__name__)


def _carried_out(services: Services, stream: UUID, name: str) -> bool:
    try:
        if name == PersonErasureOrdered.name:
            return _carry_out_person(services, PersonId(stream))
        return _carry_out_subject(services, StreamId(stream))
    except (NoErasureWaits, ErasureNotOrdered):
        return False
    except UnderHold:
        log.info("erasure_waits", stream=str(stream), error=UnderHold.code())
        return False


def _carry_out_person(services: Services, person: PersonId) -> bool:
    """Let go of waiting copies while the name is known, then say what goes; false where no order waits."""
    system = services.system
    state = system.application.load(StreamId(person), Person)
    if not isinstance(state, Person) or not state.awaits_erasure:
        return False
    found = naming(services, person)
    refuse_evidence(services, person, found)
    let_go(services, found.names)
    system.application.handle(CarryOutErasure(person=person, commitments=found.commitments), system.asked(BY_RULE))
    if places := in_free_text(services, found.names):
        log.warning("name_in_free_text", person=str(person), events=len(places), first=places[0])
    return True


def _carry_out_subject(services: Services, stream: StreamId) -> bool:
    system = services.system
    state = system.application.load(stream, Subject)
    if not isinstance(state, Subject) or state.waiting is None:
        return False
    order = state.waiting
    sources = held_of(services, order.hazard)[0] if order.source else ()
    there = tuple(row[0] for row in rows(services, "still_there", commitments=list(sources)))
    command = CarryOutSubjectErasure(
        hazard=order.hazard, unit=order.unit, commitments=there, attachments=order.attachments
    )
    system.application.handle(command, system.asked(BY_RULE))
    return True


def held_of(services: Services, hazard: HazardId) -> tuple[tuple[Commitment, ...], tuple[AttachmentId, ...]]:
    """Commitments to sealed sources of a hazard, and its attachments, erased ones too."""
    said = [each.event for each in happenings(services, hazard)]
    sources = tuple(each for event in said if (each := getattr(event, "sealed_source", None)))
    files = tuple(each.attachment for event in said for each in getattr(event, "evidence", ()))
    return sources, files


def texts_of(services: Services, hazard: HazardId) -> Iterator[str]:
    """Commitments in all events of a hazard, those of the texts shown at signing included."""
    for _, body in rows(services, "bodies", streams=[hazard]):
        yield from commitments_in(bytes(body))
