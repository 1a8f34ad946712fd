"""What names somebody, and what of it is held as evidence: looked up in the whole log when somebody is to be erased."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from api.services import Services
from domain.hold.state import Hold, refuse_under
from domain.kernel.identity import Commitment, PersonId, UnitId
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
COMMITMENT = re.compile(rb"\b[0-9a-f]{64}\b")
AT_ONCE = 1000
MOST_TOLD = 50
"""So many positions are told at most, of events that hold a name as free text."""


@dataclass(frozen=True, kw_only=True)
class Naming:
    """What would have to go so that a name cannot be read any more."""

    names: tuple[str, ...]
    """As they were written, then and now; none where they were destroyed before."""
    commitments: tuple[Commitment, ...]
    namesakes: bool
    """Whether somebody else's name holds the same characters: texts go only where they are about this person."""


def rows(services: Services, statement: str, **given: Any) -> list[tuple[Any, ...]]:
    """What the database answers to one of the questions here."""
    with services.system.pool.connection() as connection:
        return connection.execute(SQL[statement], given).fetchall()


def streamed(services: Services, statement: str, **given: Any) -> Iterator[tuple[Any, ...]]:
    """The same, some at a time: for questions that may be answered with much of the log."""
    with (
        services.system.pool.connection() as connection,
        connection.transaction(),
        connection.cursor(f"keeping_{statement}") as cursor,
    ):
        cursor.itersize = AT_ONCE
        yield from cursor.execute(SQL[statement], given)


def naming(services: Services, person: PersonId) -> Naming:
    """Everything disclosed that names a person: names and labels, texts shown at signing, sealed sources."""
    keys = [key.id for key in services.system.application.catch_up().keys.of(person)]
    own = rows(services, "own_commitments", streams=[person, *keys])
    spoken = [commitment for commitment, is_name in own if is_name]
    names = tuple(sorted({row[0] for row in rows(services, "values", commitments=spoken)}))
    others = {row[0] for row in rows(services, "names_of_others", person=person)}
    named = {row[0] for row in rows(services, "naming", names=list(names))} if names else set()
    has_namesake = bool(named & others)
    if has_namesake:
        named &= _said_about(services, person)
    found = ({commitment for commitment, _ in own} | named) - others
    there = rows(services, "still_there", commitments=sorted(found))
    return Naming(names=names, commitments=tuple(row[0] for row in there), namesakes=has_namesake)


def refuse_evidence(services: Services, person: PersonId, found: Naming) -> None:
    """Refuse with `UnderHold` where a held hazard names the person, or one of the texts that would go is of it."""
    held = held_hazards(services)
    ids, wanted = _ids(services, person), set(found.commitments)
    for stream, body in streamed(services, "bodies", streams=list(held)) if held else ():
        if any(each in bytes(body) for each in ids) or not wanted.isdisjoint(commitments_in(bytes(body))):
            refuse_under(held[stream])


def refuse_held_units(services: Services, person: PersonId) -> None:
    """Refuse with `UnderHold` where a unit of the person is held: the rules do, and this spares looking further."""
    system = services.system
    reference, today = system.application.catch_up(), system.clock().astimezone(system.settings.zone).date()
    known = reference.directory.person(person)
    own = [known.unit] if known and known.unit else []
    held = (each.unit for each in reference.directory.every_appointment_of(person))
    reference.holds.refuse_units((*own, *held), reference.directory, today)


def held_hazards(services: Services) -> Mapping[UUID, tuple[Hold, ...]]:
    """Every hazard under a hold now, alone or with its unit, with the holds that cover it."""
    system = services.system
    reference = system.application.catch_up()
    today = system.clock().astimezone(system.settings.zone).date()
    held: dict[UUID, tuple[Hold, ...]] = {}
    for hold in reference.holds.active():
        if hold.placed and hold.placed.hazard:
            held[hold.placed.hazard] = (*held.get(hold.placed.hazard, ()), hold)
    for stream, unit in _in_held_units(services):
        holds = reference.holds.over(reference.directory, today, unit=UnitId(unit))
        held[stream] = tuple(dict.fromkeys((*held.get(stream, ()), *holds)))
    return held


def _in_held_units(services: Services) -> list[tuple[Any, ...]]:
    reference, system = services.system.application.reference, services.system
    today = system.clock().astimezone(system.settings.zone).date()
    units = [unit.id for unit in reference.directory.units()]
    wanted = [each for each in units if reference.holds.over(reference.directory, today, unit=each)]
    return rows(services, "hazards_of_units", units=wanted) if wanted else []


def in_free_text(services: Services, names: Iterable[str]) -> list[int]:
    """Positions of events in which somebody typed one of the names, where no product can take it out again."""
    texts = [name.encode() for name in names]
    return [row[0] for row in rows(services, "in_events", texts=texts, limit=MOST_TOLD)] if texts else []


def commitments_in(body: bytes) -> Iterator[str]:
    """Everything that looks like a commitment in an event, that of the text shown at signing included."""
    yield from (each.decode() for each in COMMITMENT.findall(body))
    for signature in json.loads(body).get("signatures", ()):
        yield from (each.decode() for each in COMMITMENT.findall(_payload(signature)))


def _payload(envelope: str) -> bytes:
    return base64.b64decode(json.loads(envelope).get("payload", ""))


def _said_about(services: Services, person: PersonId) -> set[str]:
    """Commitments in all events that name the person."""
    found = streamed(services, "mentioning", ids=list(_ids(services, person)))
    return {each for _, body in found for each in commitments_in(bytes(body))}


def _ids(services: Services, person: PersonId) -> tuple[bytes, ...]:
    """The person's identifier and those of every appointment ever held, as they stand in events."""
    held = services.system.application.reference.directory.every_appointment_of(person)
    return tuple(str(each).encode() for each in (person, *(one.id for one in held)))
