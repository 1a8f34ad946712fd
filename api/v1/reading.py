"""What reads of `/v1` share: how far the lists must have come, which moment is asked for, who is named."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Query

from api.caller import Caller
from api.moments import moment
from api.reading.models import reading
from api.reading.moments import Axis, Past
from api.reading.names import names_for
from api.services import Services
from api.v1.shapes import Names, NameTold
from domain.kernel.identity import AppointmentId, PersonId, UnitId
from domain.kernel.refusals import Malformed, Refusal
from projections.catalogue import reached
from projections.fence import Reading

MOST = 200
"""Most lines of a page."""

MinPosition = Annotated[
    int | None, Query(ge=0, lt=2**53, description="Wait a little until the list knows this position of the log.")
]
KnownAt = Annotated[str | None, Query(max_length=40, description="As it was known at this moment.")]
HappenedBy = Annotated[
    str | None, Query(max_length=40, description="As it had happened by this moment, by all that is known now.")
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Most lines of the page.")]
After = Annotated[str | None, Query(max_length=400, description="What the `Link` of the page before leads on with.")]


class NotCaughtUp(Refusal):
    """The list does not know the position that was asked for yet."""

    status = "behind"
    sentence = "The lists are being brought up to date. Please try again in a moment."


class OneMomentOnly(Malformed):
    """What was known and what had happened are two questions."""

    sentence = "{where}: ask either what was known at a moment or what had happened by it."


class Lists(NamedTuple):
    """A connection to the read models, and the position up to which they are true."""

    connection: Reading
    position: int


@contextmanager
def lists(
    services: Services, models: tuple[str, ...], caller: Caller, min_position: int | None = None
) -> Iterator[Lists]:
    """Read models for the caller, at least at a position; raises `NotCaughtUp` after a little patience."""
    with reading(services, models, caller, position=min_position or 0) as connection:
        position = reached(connection.connection, models) or 0
        if position < (min_position or 0):
            raise NotCaughtUp(retry_after=1)
        yield Lists(connection, position)


def past_of(services: Services, known_at: str | None, happened_by: str | None = None) -> Past | None:
    """The moment that is asked for; raises `Malformed`."""
    zone = services.system.settings.zone
    if known_at is not None and happened_by is not None:
        raise OneMomentOnly(where="happened_by")
    if known_at is not None:
        return Past(moment(known_at, zone, where="known_at"), Axis.KNOWN)
    if happened_by is not None:
        return Past(moment(happened_by, zone, where="happened_by"), Axis.HAPPENED)
    return None


def past_params(past: Past | None) -> dict[str, str]:
    """The moment as a parameter, exact."""
    if past is None:
        return {}
    return {"known_at" if past.axis is Axis.KNOWN else "happened_by": past.at.isoformat()}


def names_told(services: Services, caller: Caller, ids: Iterable[UUID | None]) -> Names:
    """The names of units, people, appointments and other hazards that an answer mentions, by identifier."""
    wanted = {each for each in ids if each is not None}
    names = names_for(services, caller.directory, wanted)
    told: dict[str, NameTold] = {}
    for each in wanted:
        if unit := caller.directory.unit(UnitId(each)):
            told[str(each)] = NameTold(kind="unit", name=unit.name)
        elif post := caller.directory.appointment(AppointmentId(each)):
            name = names.people.get(post.person)
            told[str(each)] = NameTold(kind="appointment", name=name, post=post.post.value, unit=post.unit)
        elif caller.directory.person(PersonId(each)):
            told[str(each)] = NameTold(kind="person", name=names.people.get(PersonId(each)))
        elif number := names.number(each):
            told[str(each)] = NameTold(kind="hazard", name=number)
    return dict(sorted(told.items()))
