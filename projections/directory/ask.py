"""Questions to the directory."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path
from uuid import UUID

from projections.asking import Eyes, first
from projections.directory.view import Name, PersonLine, PostLine, RelationLine, UnitLine
from projections.fence import Parameters, Reading
from projections.pinyin import initials
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))


def unit(connection: Reading, unit_id: UUID) -> UnitLine | None:
    """One unit."""
    return first(connection.objects(UnitLine, SQL["unit"], {"unit": unit_id}))


def unit_by_code(connection: Reading, code: str) -> UnitLine | None:
    """The unit of a code."""
    return first(connection.objects(UnitLine, SQL["unit_by_code"], {"code": code}))


def units(
    connection: Reading,
    eyes: Eyes,
    *,
    under: str | None = None,
    parent: UUID | None = None,
    kinds: Collection[str] | None = None,
    open_on: date | None = None,
    limit: int = 1000,
) -> list[UnitLine]:
    """Units one may see, by path: below a path, directly below a unit, of certain kinds, not closed before a day."""
    asked = {"parent": parent, "kinds": list(kinds) if kinds else None, "open_on": open_on, "limit": limit}
    found = connection.objects_of_each(UnitLine, SQL["units"], _within(eyes, under, asked))
    return list(islice(chain.from_iterable(found), limit))


def units_called(connection: Reading, eyes: Eyes, text: str, *, limit: int = 20) -> list[UnitLine]:
    """Units one may see by a part of the name, or the beginning of the code or of the pinyin initials."""
    asked = {"text": text.strip(), "limit": limit}
    found = connection.objects_of_each(UnitLine, SQL["units_called"], _within(eyes, None, asked))
    return list(islice(chain.from_iterable(found), limit))


def people(connection: Reading, eyes: Eyes, *, under: str | None = None) -> list[PersonLine]:
    """People of the units one may see, by unit."""
    return list(chain.from_iterable(connection.objects_of_each(PersonLine, SQL["people"], _within(eyes, under, {}))))


def people_called(
    connection: Reading, eyes: Eyes, text: str, *, under: str | None = None, limit: int = 20
) -> list[PersonLine]:
    """People by a part of the name or the beginning of its initials.

    Initials of people are computed when asked for and kept nowhere: what is erased leaves nothing behind.
    """
    wanted = text.strip()
    found = (line for line in people(connection, eyes, under=under) if line.name and _is_called(line.name, wanted))
    return [line for line, _ in zip(found, range(limit), strict=False)]


def _within(eyes: Eyes, under: str | None, asked: Parameters) -> list[Parameters]:
    return [{**asked, "low": low, "high": high} for low, high in eyes.ranges(under)]


def _is_called(name: str, wanted: str) -> bool:
    return wanted in name or initials(name).startswith(wanted.lower())


def person(connection: Reading, person_id: UUID) -> PersonLine | None:
    """One person."""
    return first(connection.objects(PersonLine, SQL["person"], {"person": person_id}))


def posts(
    connection: Reading,
    *,
    person: UUID | None = None,
    unit: UUID | None = None,
    appointment: UUID | None = None,
    on: date | None = None,
) -> list[PostLine]:
    """Posts of a person, of a unit, or one by its identifier; those held on a day, or all ever held."""
    if person is None and unit is None and appointment is None:
        raise ValueError("posts of whom?")
    asked = {"person": person, "unit": unit, "appointment": appointment, "on": on}
    return connection.objects(PostLine, SQL["posts"], asked)


def relations(
    connection: Reading, *, unit: UUID | None = None, by: UUID | None = None, on: date | None = None
) -> list[RelationLine]:
    """Supervision beside the tree: of a unit, by a unit, on a day."""
    return connection.objects(RelationLine, SQL["relations"], {"unit": unit, "by": by, "on": on})


def names(connection: Reading, ids: Collection[UUID | None], *, on: date | None = None) -> dict[UUID, Name]:
    """What units, people and appointments are called; units as on a day, else as now. Unknown ones are left out."""
    wanted = list({each for each in ids if each is not None})
    if not wanted:
        return {}
    return {name.id: name for name in connection.objects(Name, SQL["names"], {"ids": wanted, "on": on})}


def names_of_a_unit(connection: Reading, unit_id: UUID) -> Sequence[tuple[date, str]]:
    """All names of a unit with their first days, oldest first."""
    return [(row[0], row[1]) for row in connection.rows(SQL["names_of_a_unit"], {"unit": unit_id})]


def placings_of_a_unit(connection: Reading, unit_id: UUID) -> Sequence[tuple[date, UUID | None]]:
    """Under which units it stood, with the first days, oldest first."""
    return [(row[0], row[1]) for row in connection.rows(SQL["placings_of_a_unit"], {"unit": unit_id})]
