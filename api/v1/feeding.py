"""The log as others may follow it: which events somebody may be told of, each as a CloudEvent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import UUID

import msgspec

from api.caller import Caller
from api.seeing import Happening
from api.services import Services
from api.v1.shapes import CloudEvent
from domain.appointment.posts import BUREAU, Post
from domain.kernel.identity import AppointmentId, PersonId, UnitId
from domain.kernel.refusals import NoPower, NotAppointedHere
from domain.record import Recorded, body
from projections.sql import statements

SQL = statements(Path(__file__).with_name("feed.sql"))
READERS = BUREAU | {Post.AUDITOR, Post.INVESTIGATOR}
"""Posts that read everything in their subtree, whatever it is about (house rule)."""

EVERYBODYS = frozenset({"deadline"})
"""Kinds of event that are of no unit: limits and calendars."""

CLOUD_EVENTS = "1.0"


def refuse_others(caller: Caller) -> None:
    """The feed is for those who read everything; raises `NotAppointedHere` or `NoPower`."""
    if caller.appointment is None:
        raise NotAppointedHere
    if caller.appointment.post not in READERS:
        raise NoPower(post=caller.appointment.post.value)


@dataclass(frozen=True)
class Batch:
    """Some of the log: what may be told, up to which position was looked, and whether the log goes on."""

    events: tuple[CloudEvent, ...]
    reached: int
    is_more: bool


def batch(services: Services, caller: Caller, after: int, limit: int) -> Batch:
    """The next `limit` events of the log after a position, as far as they lie in the caller's subtrees."""
    kept = services.system.recorder.page(after + 1, limit)
    mapper = services.system.application.mapper
    found = [
        Happening(each.position, each.recorded_at, cast("Recorded", mapper.to_domain_event(each.stored)))
        for each in kept
    ]
    told = tuple(_cloud_event(each) for each in _visible(services, caller, found))
    return Batch(told, kept[-1].position if kept else after, len(kept) == limit)


def _visible(services: Services, caller: Caller, found: Sequence[Happening]) -> Iterator[Happening]:
    hazards = _units_of_hazards(services, {each.recorded.stream for each in found if _kind(each) == "hazard"})
    for each in found:
        unit = _unit_of(caller, each, hazards)
        path = caller.directory.path(unit, caller.today) if unit else ""
        if _kind(each) in EVERYBODYS or (path and caller.readable.covers(path)):
            yield each


def _unit_of(caller: Caller, happening: Happening, hazards: Mapping[UUID, UnitId]) -> UnitId | None:
    """The unit whose affair an event is."""
    stream, directory = happening.recorded.stream, caller.directory
    match _kind(happening):
        case "hazard":
            return hazards.get(stream)
        case "person":
            person = directory.person(PersonId(stream))
            return person.unit if person else None
        case "appointment":
            appointment = directory.appointment(AppointmentId(stream))
            return appointment.unit if appointment else None
    unit = getattr(happening.event, "unit", None)
    return UnitId(unit if isinstance(unit, UUID) else stream)


def _kind(happening: Happening) -> str:
    return happening.event.name.partition(".")[0]


def _units_of_hazards(services: Services, streams: set[UUID]) -> Mapping[UUID, UnitId]:
    if not streams:
        return {}
    with services.system.pool.connection() as connection:
        return dict(connection.execute(SQL["units_of_hazards"], {"streams": sorted(streams)}).fetchall())


def _cloud_event(happening: Happening) -> CloudEvent:
    recorded = happening.recorded
    return CloudEvent(
        specversion=CLOUD_EVENTS,
        id=str(recorded.id),
        source=f"urn:bihuan:log:{recorded.log}",
        type=recorded.event.name,
        subject=str(recorded.stream),
        time=happening.recorded_at,
        datacontenttype="application/json",
        sequence=str(happening.position),
        data=msgspec.json.decode(body(recorded)),
    )
