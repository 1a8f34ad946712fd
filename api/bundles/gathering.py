"""From what is asked for to whole streams: the subject, and everything needed to judge who signed it, in which post.

The context is followed until nothing new comes: the keys that signed, the registrars who confirmed them, the
appointments, people and units of all who acted, and the units above them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from api.bundles.about import About
from api.seal.leafing import Stored
from domain.kernel.identity import AppointmentId, PersonId, UnitId
from domain.organisation.directory import Directory
from domain.seal.dsse import EnvelopeMalformed, read
from domain.seal.statement import said_by
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

Said = Mapping[str, Any]

LINKS = {
    "appointment.made.v1": ("person", "unit", "delegated_by"),
    "key.enrolled.v1": ("person", "unit"),
    "person.enrolled.v1": ("unit",),
    "organisation.unit_registered.v1": ("parent",),
    "organisation.unit_enrolled.v1": ("parent",),
    "organisation.unit_moved.v1": ("parent",),
}
"""What an event of the context leads to, besides who acted."""

ACTOR = ("person", "appointment", "unit", "on_behalf_of")


@dataclass(frozen=True)
class Kept:
    """A stored event with what its body says."""

    stored: Stored

    @cached_property
    def said(self) -> dict[str, Any]:
        """The body as plain data."""
        found: dict[str, Any] = json.loads(self.stored.body)
        return found

    @cached_property
    def statement(self) -> dict[str, Any]:
        """The signed statement in it as plain data; empty where there is none that can be read."""
        try:
            return said_by(read(self.said["signatures"][0])) if self.said["signatures"] else {}
        except EnvelopeMalformed:
            return {}


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Whole streams as one checkpoint covers them."""

    about: About
    events: tuple[Kept, ...]
    """In the order of the log."""
    subjects: frozenset[UUID]

    @cached_property
    def streams(self) -> Mapping[UUID, int]:
        """Every stream with its newest version, in the order in which they begin."""
        return {each.stored.stream: each.stored.version for each in self.events}

    @property
    def absent(self) -> Iterator[UUID]:
        """Streams that no reader can do without, and that do not exist."""
        return (each for each in self.about.needed if each not in self.streams)

    @property
    def of_subject(self) -> Iterator[Kept]:
        """The events that are asked for."""
        return (each for each in self.events if each.stored.stream in self.subjects)


def gathered(connection: Connection[TupleRow], about: About, directory: Directory, size: int) -> Gathered:
    """The subject's streams and their context, as far as a checkpoint of this size covers them."""
    subjects, known = frozenset(about.subjects), set[UUID]()
    wanted, events = {*about.subjects, *about.needed}, list[Kept]()
    while wanted:
        found = _load(connection, wanted, size)
        known |= wanted
        events += found
        wanted = {each for kept in found for each in _leads_to(kept, subjects, directory)} - known
    return Gathered(about=about, events=tuple(sorted(events, key=_position)), subjects=subjects)


def _position(kept: Kept) -> int:
    return kept.stored.position


def _load(connection: Connection[TupleRow], streams: Iterable[UUID], size: int) -> list[Kept]:
    rows = connection.execute(SQL["streams"], {"streams": list(streams), "size": size}, binary=True)
    return [Kept(Stored(row[0], row[1], row[2], row[3], row[4], bytes(row[5]))) for row in rows]


def _leads_to(kept: Kept, subjects: frozenset[UUID], directory: Directory) -> Iterator[UUID]:
    actor, data = kept.said["actor"], kept.said["data"]
    yield from _ids(actor.get(each) for each in ACTOR)
    yield from _ids(data.get(each) for each in LINKS.get(kept.stored.name, ()))
    yield from _ids(_keys_in(kept.said))
    if kept.stored.stream in subjects:
        yield from (each for each in _ids(_texts(data)) if _is_known(directory, each))


def _is_known(directory: Directory, each: UUID) -> bool:
    is_place = directory.unit(UnitId(each)) or directory.appointment(AppointmentId(each))
    return bool(is_place or directory.person(PersonId(each)))


def _keys_in(said: Said) -> Iterator[str]:
    for envelope in said["signatures"]:
        yield from (each.get("keyid") for each in json.loads(envelope).get("signatures", ()))


def _texts(value: object) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


def _ids(texts: Iterable[object]) -> Iterator[UUID]:
    for text in texts:
        if isinstance(text, str) and len(text) == 36:
            try:
                yield UUID(text)
            except ValueError:
                continue
