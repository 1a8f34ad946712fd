"""From names on paper to units and people: within the subtree of the unit for which a ledger is taken over."""

import hashlib
import hmac
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from api.caller import names_of
from api.system import System
from domain.kernel.identity import PersonId, UnitId, natural_id
from domain.organisation.state import Unit, ledger_unit_id

BRACKETS = str.maketrans("（）［］【】〔〕", "()[][][]")


def folded(name: str) -> str:
    """A name without blanks, width, letter case and kinds of brackets."""
    return "".join(unicodedata.normalize("NFKC", name).translate(BRACKETS).split()).casefold()


class Matching:
    """Remembers what it found out; units and people that the run itself names are seen at once."""

    def __init__(self, system: System, under: UnitId, today: date) -> None:
        self._system, self._under, self._today = system, under, today
        self._key = system.application.keyed(b"people named in ledgers")
        self.directory = system.application.catch_up().directory
        self._exact: defaultdict[str, set[UnitId]] = defaultdict(set)
        self._near: defaultdict[str, set[UnitId]] = defaultdict(set)
        self._units: dict[str, UnitId] = {}
        self._people: dict[tuple[UnitId, str], PersonId] = {}
        for unit in self._subtree():
            self._learn(unit)
        self._enrolled = self._by_name()

    def unit(self, name: str) -> UnitId | None:
        """The unit of that name, as it is or was called; None when the ledger is the first to name it.

        The very name comes before one that differs in blanks or brackets, enrolled units before names in ledgers;
        between several enrolled ones nobody can choose here, so the name is kept as a ledger's.
        """
        if name not in self._units:
            named = ledger_unit_id(self._under, name)
            found = self._only(self._exact[name]) or (named if self._is_open(named) else None)
            found = found or self._only(self._near[folded(name)])
            if found is None:
                return None
            self._units[name] = found
        return self._units[name]

    def named(self, unit: UnitId) -> None:
        """A unit was named by this run: other ways of writing it lead to it from now on."""
        if known := self.directory.unit(unit):
            self._learn(known)

    def person(self, unit: UnitId, name: str) -> PersonId:
        """The one person of that name enrolled in the unit; else whoever ledgers of the unit call so."""
        key = (unit, name)
        if key not in self._people:
            enrolled = self._enrolled.get((unit, folded(name)), set())
            self._people[key] = next(iter(enrolled)) if len(enrolled) == 1 else self._in_ledgers(unit, name)
        return self._people[key]

    def is_known(self, person: PersonId) -> bool:
        """Whether anything is recorded of the person."""
        return self.directory.person(person) is not None

    def names(self, people: Iterable[PersonId | None]) -> dict[PersonId, str]:
        """Names of people, folded, as far as they are disclosed."""
        asked = {each for each in people if each is not None}
        return {person: folded(name) for person, name in names_of(self._system.pool, self.directory, asked).items()}

    def _in_ledgers(self, unit: UnitId, name: str) -> PersonId:
        """Keyed, because a plain digest of a name tells the name to whoever tries all names there are."""
        digest = hmac.new(self._key, f"{unit}\x1f{folded(name)}".encode(), hashlib.sha256).hexdigest()
        return PersonId(natural_id("ledger_person", digest))

    def _subtree(self) -> list[Unit]:
        directory = self.directory
        return [unit for unit in directory.units() if directory.is_below(unit.id, self._under, self._today)]

    def _learn(self, unit: Unit) -> None:
        if unit.is_closed(self._today):
            return
        for naming in unit.namings:
            self._exact[naming.name].add(unit.id)
            self._near[folded(naming.name)].add(unit.id)

    def _only(self, found: set[UnitId]) -> UnitId | None:
        enrolled = {each for each in found if self._is_enrolled(each)}
        candidates = enrolled or found
        return next(iter(candidates)) if len(candidates) == 1 else None

    def _is_enrolled(self, unit: UnitId) -> bool:
        known = self.directory.unit(unit)
        return known is not None and known.is_enrolled

    def _is_open(self, unit: UnitId) -> bool:
        known = self.directory.unit(unit)
        return known is not None and not known.is_closed(self._today)

    def _by_name(self) -> dict[tuple[UnitId, str], set[PersonId]]:
        """Everybody enrolled in the subtree, by the body they belong to and their name."""
        directory, today = self.directory, self._today
        here = {each.id: each.unit for each in directory.people() if each.is_here(today) and each.unit is not None}
        below = {unit.id for unit in self._subtree()}
        found: defaultdict[tuple[UnitId, str], set[PersonId]] = defaultdict(set)
        for person, name in self.names(each for each, unit in here.items() if unit in below).items():
            found[directory.body(here[person], today), name].add(person)
        return dict(found)
