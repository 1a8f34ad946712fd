"""What people, units, posts and other hazards are called, looked up together for everything that one page shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from api.caller import Caller, names_of
from api.reading.stored import hazards
from api.seeing import may_see
from api.services import Services
from api.words import say, term
from domain.hazard.state import Hazard
from domain.kernel.identity import AppointmentId, PersonId, UnitId
from domain.organisation.directory import Directory


@dataclass(frozen=True)
class Names:
    """Names by identifier. An erased name and a person nobody knows are said to be so, never left blank."""

    directory: Directory
    people: Mapping[PersonId, str]
    caller: Caller | None = None
    """For whom links are made: none to what one may not open."""
    hazards: Mapping[UUID, Hazard] = field(default_factory=dict)
    """Other hazards that are named, and what else no directory knows."""
    are_masked: bool = False
    """Whether people stand with the first character of their names only."""

    def masked(self, is_masked: bool) -> "Names":
        """The same names, of people hidden or not."""
        return self if is_masked is self.are_masked else replace(self, are_masked=is_masked)

    def person(self, person: UUID | None) -> str:
        """The person's name; nothing for nobody."""
        if person is None:
            return ""
        name = self.people.get(PersonId(person))
        if name is None:
            return f"〔{say('name erased')}〕"
        return mask(name) if self.are_masked else name

    def unit(self, unit: UUID | None, on: date | None = None) -> str:
        """The unit's name, as it is now or was on a day; nothing for none."""
        found = self.directory.unit(UnitId(unit)) if unit else None
        if found is None:
            return "" if unit is None else f"〔{say('unit not known')}〕"
        return found.name_on(on) if on else found.name

    def post(self, appointment: UUID | None) -> str:
        """Unit and post of an appointment: `第三中学 安全专干`."""
        found = self.directory.appointment(AppointmentId(appointment)) if appointment else None
        return f"{self.unit(found.unit)} {term('post', found.post.value)}" if found else ""

    def holder(self, appointment: UUID | None) -> str:
        """Who holds or held an appointment, with unit and post."""
        found = self.directory.appointment(AppointmentId(appointment)) if appointment else None
        if found is None:
            return "" if appointment is None else f"〔{say('post not known')}〕"
        return f"{self.person(found.person)} · {self.post(appointment)}"

    def hazard(self, hazard: UUID) -> str:
        """The number of another hazard; a hazard without one is said to have none."""
        return self.number(hazard) or f"〔{say('not registered yet')}〕"

    def number(self, hazard: UUID) -> str | None:
        """The number of another hazard; none where it is not registered, or no hazard."""
        found = self.hazards.get(hazard)
        return found.number if found else None

    def hazard_href(self, hazard: UUID | None) -> str | None:
        """The address of another hazard's page, if it may be opened."""
        found = self.hazards.get(hazard) if hazard else None
        may = found is not None and self.caller is not None and may_see(self.caller, found)
        return f"/hazards/{hazard}" if may else None

    def unit_href(self, unit: UUID | None) -> str | None:
        """The address of a unit's page, if it may be opened."""
        may = unit is not None and self.caller is not None and may_open_unit(self.caller, unit)
        return f"/directory/units/{unit}" if may else None

    def person_href(self, person: UUID | None) -> str | None:
        """The address of a person's page, if it may be opened."""
        may = person is not None and self.caller is not None and may_open_person(self.caller, person)
        return f"/directory/people/{person}" if may else None

    def anybody(self, which: UUID | None) -> str:
        """Whatever the identifier is of: a unit, an appointment or a person."""
        if which is None:
            return ""
        if self.directory.unit(UnitId(which)):
            return self.unit(which)
        return self.holder(which) if self.directory.appointment(AppointmentId(which)) else self.person(which)


def mask(name: str) -> str:
    """The first character, and ＊ for each further one: 王小明 is 王＊＊."""
    return name[:1] + "＊" * (len(name) - 1)


def names_for(
    services: Services, directory: Directory, ids: Iterable[UUID | None], *, caller: Caller | None = None
) -> Names:
    """The names of these people, of those behind these appointments, and numbers of hazards; units need no asking."""
    asked = {each for each in ids if each is not None}
    people = names_of(services.system.pool, directory, set(_people(directory, asked)))
    others = (each for each in asked if not _is_in_directory(directory, each))
    return Names(directory, people, caller, hazards(services, others))


def may_open_unit(caller: Caller, unit: UUID) -> bool:
    """Whether the caller may read the page of a unit."""
    path = caller.directory.path(UnitId(unit), caller.today)
    return bool(path) and caller.readable.covers(path)


def may_open_person(caller: Caller, person: UUID) -> bool:
    """Whether the caller may read a person's page: of those who belong, or ever held a post, where one reads."""
    found = caller.directory.person(PersonId(person))
    if found is None:
        return False
    if caller.account.person == person:
        return True
    held = (each.unit for each in caller.directory.every_appointment_of(PersonId(person)))
    return any(may_open_unit(caller, unit) for unit in (*held, *((found.unit,) if found.unit else ())))


def _is_in_directory(directory: Directory, each: UUID) -> bool:
    is_place = directory.unit(UnitId(each)) or directory.appointment(AppointmentId(each))
    return bool(is_place or directory.person(PersonId(each)))


def _people(directory: Directory, ids: Iterable[UUID]) -> Iterator[PersonId]:
    for each in ids:
        if appointment := directory.appointment(AppointmentId(each)):
            yield appointment.person
        elif directory.person(PersonId(each)):
            yield PersonId(each)
