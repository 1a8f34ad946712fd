"""What there is to choose from: people in their posts, units, categories, as far as the step allows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from api.caller import Caller, names_of
from api.services import Services
from api.web.forms.finding import Option
from api.words import term
from domain.appointment.posts import WORKING, Post, kinds_of_unit
from domain.appointment.powers_table import POWERS, Power
from domain.appointment.reach import Reach
from domain.appointment.state import Appointment
from domain.hazard.categories import CATEGORIES
from domain.hazard.commands.assigning import REACH_ACROSS
from domain.hazard.commands.awaiting import awaited, could_sign
from domain.hazard.people import LEADERS
from domain.hazard.state import Hazard
from domain.kernel.identity import ActorKind, PersonId, UnitId
from domain.organisation.kinds import UnitKind
from domain.organisation.state import Unit

Options = tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Choosing:
    """Choices for one caller and one form."""

    services: Services
    caller: Caller
    hazard: Hazard | None = None
    unit: UnitId | None = None
    """The unit the form is about, where it is not a hazard's."""
    lead: UnitId | None = None
    """The unit that leads, as chosen so far."""

    def __call__(self, source: str) -> Options:
        """The choices of a source that the table of forms names."""
        return SOURCES[source](self)

    @property
    def place(self) -> UnitId | None:
        """Where it is."""
        return self.hazard.unit if self.hazard else self.unit

    def people(
        self,
        units: Iterable[UnitId],
        posts: Iterable[Post] = WORKING,
        lets: Callable[[Appointment], bool] = lambda _: True,
    ) -> Options:
        """Everybody who holds one of the posts in one of the units today and for whom something holds, by unit."""
        directory, wanted = self.caller.directory, frozenset(posts)
        held = [
            each
            for unit in dict.fromkeys(units)
            for each in directory.appointments_in(unit, self.caller.today)
            if each.post in wanted and lets(each)
        ]
        names = names_of(self.services.system.pool, directory, {each.person for each in held})
        return tuple(self._appointment(each, names.get(each.person, "—")) for each in held)

    def _appointment(self, each: Appointment, name: str) -> Option:
        unit = self.caller.directory.unit(each.unit)
        kind = "" if each.kind.value == "substantive" else f"（{term('appointment_kind', each.kind.value)}）"
        return Option(str(each.id), f"{name} · {term('post', each.post.value)}{kind}", unit.name if unit else "")

    def with_sections(self, unit: UnitId | None) -> tuple[UnitId, ...]:
        """A unit, the body it is part of, and the sections of that body."""
        if unit is None:
            return ()
        body = self.caller.directory.body(unit, self.caller.today)
        parts = (each.id for each in self.caller.directory.below(body) if each.is_internal)
        return tuple(dict.fromkeys((unit, body, *parts)))

    def above(self, unit: UnitId | None) -> tuple[UnitId, ...]:
        """Bodies above a unit, in the tree and beside it, nearest first; of a unit at the top itself."""
        if unit is None:
            return ()
        directory, today = self.caller.directory, self.caller.today
        body = directory.body(unit, today)
        beside = (relation.by for relation in directory.relations_of(body, today))
        found = (*(each.id for each in directory.ancestors(body, today)), *beside)
        return tuple(dict.fromkeys(found)) or (body,)

    def units(self, wanted: Callable[[Unit], bool]) -> Options:
        """Open, enrolled units for which something holds, by the unit above them."""
        directory, today = self.caller.directory, self.caller.today
        found = [each for each in directory.units() if each.is_enrolled and not each.is_closed(today) and wanted(each)]
        found.sort(key=lambda each: directory.path(each.id, today))
        return tuple(Option(str(each.id), each.name, self._name_above(each), each.code) for each in found)

    def _name_above(self, unit: Unit) -> str:
        above = self.caller.directory.parent(unit.id, self.caller.today)
        return above.name if above else ""

    def may(self, power: Power, unit: UnitId) -> bool:
        """Whether the caller's post has a power over a unit by any reach but assignment."""
        acting = self.caller.appointment
        return acting is not None and any(
            acting.post in power.posts(reach) and self.caller.directory.reaches(acting, reach, unit, self.caller.today)
            for reach in (Reach.OWN, Reach.SUBTREE, Reach.RELATION)
        )

    def named(self, people: Iterable[PersonId], group: str = "") -> Options:
        """People by name, in the order of their names."""
        names = names_of(self.services.system.pool, self.caller.directory, people)
        return tuple(
            Option(str(person), name, group) for person, name in sorted(names.items(), key=lambda item: item[1])
        )


def _categories(_: Choosing) -> Options:
    return tuple(
        Option(each.code, term("category", each.code), term("category", each.code.partition(".")[0]))
        for each in CATEGORIES
    )


def _units_to_report(choosing: Choosing) -> Options:
    power = POWERS["hazard.report"]
    return choosing.units(lambda unit: not unit.is_internal and choosing.may(power, unit.id))


def _units_to_assign(choosing: Choosing) -> Options:
    """The place and what lies below the actor's body; for bureaus and leading groups all units."""
    directory, today, acting = choosing.caller.directory, choosing.caller.today, choosing.caller.acting
    home = directory.body(acting.unit, today)
    kinds = {unit.kind for each in (acting.unit, home) if (unit := directory.unit(each))}
    is_wide = not kinds.isdisjoint(REACH_ACROSS)
    return choosing.units(
        lambda unit: (
            not unit.is_internal and (is_wide or unit.id == choosing.place or directory.is_below(unit.id, home, today))
        )
    )


def _people_of_lead(choosing: Choosing) -> Options:
    return choosing.people(choosing.with_sections(choosing.lead or choosing.place))


def _people_above(choosing: Choosing) -> Options:
    places = (choosing.lead, choosing.place)
    bodies = (body for place in places for body in choosing.above(place))
    units = (unit for body in bodies for unit in choosing.with_sections(body))
    return choosing.people(units, POWERS["hazard.grant_extension"].assigned)


def _leaders(choosing: Choosing) -> Options:
    units = (choosing.place, *choosing.above(choosing.place))
    return choosing.people((unit for unit in units if unit is not None), LEADERS)


def _acts_awaited(choosing: Choosing) -> Options:
    acts = awaited(choosing.hazard) if choosing.hazard else ()
    return tuple(Option(act.value, term("command", act.value)) for act in acts)


def _around(choosing: Choosing) -> tuple[UnitId, ...]:
    """The unit and its sections, the lead unit's, and those of all bodies above."""
    bodies = (choosing.place, choosing.lead, *choosing.above(choosing.place))
    return tuple(dict.fromkeys(unit for each in bodies for unit in choosing.with_sections(each)))


def _people_who_could_sign(choosing: Choosing) -> Options:
    """Everybody around who could take one of the steps that are awaited."""
    hazard, system = choosing.hazard, choosing.services.system
    if hazard is None:
        return ()
    circumstances = system.application.circumstances(system.asked(choosing.caller.actor))
    acts = tuple(awaited(hazard))
    return choosing.people(
        _around(choosing),
        lets=lambda held: any(could_sign(act, hazard, held, circumstances) for act in acts),
    )


def _witnesses(choosing: Choosing) -> Options:
    """Everybody around but the caller."""
    mine = choosing.caller.acting.person
    return choosing.people(_around(choosing), lets=lambda held: held.person != mine)


def _superiors(choosing: Choosing) -> Options:
    directory = choosing.caller.directory
    found = (directory.unit(each) for each in choosing.above(choosing.place))
    return tuple(Option(str(each.id), each.name) for each in found if each is not None)


def _departments(choosing: Choosing) -> Options:
    return choosing.units(lambda unit: unit.kind in (UnitKind.DEPARTMENT, UnitKind.TOWN))


def _departments_awaited(choosing: Choosing) -> Options:
    """Those of the caller's own body of which an answer is awaited."""
    hazard, mine = choosing.hazard, set(choosing.caller.involved)
    asked = {**hazard.handed_to, **hazard.instructed} if hazard else {}
    directory, today = choosing.caller.directory, choosing.caller.today
    found = (directory.unit(each) for each in asked if {each, directory.body(each, today)} & mine)
    return tuple(Option(str(each.id), each.name) for each in found if each is not None)


def _people_of_unit(choosing: Choosing) -> Options:
    units = set(choosing.with_sections(choosing.place))
    directory, today = choosing.caller.directory, choosing.caller.today
    return choosing.named(each.id for each in directory.people() if each.unit in units and each.is_here(today))


def _people_of_own_unit(choosing: Choosing) -> Options:
    acting = choosing.caller.appointment
    units = set(choosing.with_sections(acting.unit)) if acting else set()
    directory, today = choosing.caller.directory, choosing.caller.today
    return choosing.named(
        each.id
        for each in directory.people()
        if each.unit in units and each.is_here(today) and acting is not None and each.id != acting.person
    )


def _of_registrar(choosing: Choosing, unit: Unit) -> bool:
    return choosing.caller.readable.covers(choosing.caller.directory.path(unit.id, choosing.caller.today))


def _people_of_registrar(choosing: Choosing) -> Options:
    """People of the unit and of the body around it."""
    return _people_of_unit(choosing)


def _posts(choosing: Choosing) -> Options:
    unit = choosing.caller.directory.unit(choosing.unit) if choosing.unit else None
    return tuple(
        Option(post.value, term("post", post.value))
        for post in Post
        if unit is None or unit.kind in kinds_of_unit(post)
    )


def _own_powers(choosing: Choosing) -> Options:
    """What somebody else could do in one's place; keys and appointments stay everybody's own."""
    acting = choosing.caller.appointment
    return tuple(
        Option(name, term("command", name))
        for name, power in POWERS.items()
        if acting is not None and power.has(acting.post) and power.is_for(ActorKind.PERSON)
        if not name.startswith(("appointment.", "key."))
    )


def _kinds_of_unit(_: Choosing) -> Options:
    return tuple(
        Option(kind.value, term("unit_kind", kind.value)) for kind in UnitKind if kind is not UnitKind.LEDGER_UNIT
    )


SOURCES: dict[str, Callable[[Choosing], Options]] = {
    "categories": _categories,
    "units_to_report": _units_to_report,
    "units_to_assign": _units_to_assign,
    "people_of_lead": _people_of_lead,
    "people_above": _people_above,
    "leaders": _leaders,
    "superiors": _superiors,
    "acts_awaited": _acts_awaited,
    "people_who_could_sign": _people_who_could_sign,
    "witnesses": _witnesses,
    "departments": _departments,
    "departments_awaited": _departments_awaited,
    "people_of_unit": _people_of_unit,
    "people_of_own_unit": _people_of_own_unit,
    "people_of_registrar": _people_of_registrar,
    "units_of_registrar": lambda choosing: choosing.units(lambda unit: _of_registrar(choosing, unit)),
    "units_enrolled": lambda choosing: choosing.units(lambda _: True),
    "posts": _posts,
    "own_powers": _own_powers,
    "kinds_of_unit": _kinds_of_unit,
}
"""Every source that the table of forms names."""
