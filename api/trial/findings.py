"""What is found when, where and through whom: the plan of the made-up year, before anybody acts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import NamedTuple

from api.trial.days import DAY, Days
from api.trial.defects import DEFECTS, Defect, likely
from api.trial.dice import dice, weighted
from api.trial.habits import busyness, habit_of
from api.trial.places import place_in
from domain.hazard.terms import Source

HAZARDS = 2000
"""How many a whole year has, about."""

SETTLED = timedelta(days=3)
"""The district is set up first; nothing is found before."""

SILENCE = timedelta(days=75)
"""How long nobody has found anything in a school that finds nothing itself."""

OUTSIDE = ("traffic.gate", "water", "surroundings")
"""What people see who are not of the school."""

WINTER, WATER, STREETS = "冬季消防安全专项整治", "防溺水专项行动", "校园周边环境专项整治"


class Finding(NamedTuple):
    """One thing that will be found."""

    key: str
    unit: str
    place: str
    defect: Defect
    at: datetime
    source: Source = Source.STAFF
    campaign: str | None = None
    life: str = ""
    """Which life it has; empty where chance decides."""
    forced: frozenset[str] = frozenset()
    ends_after: str = ""
    """The command after which nobody goes on."""
    twin_of: str = ""
    """The finding that was about the same thing."""
    looks_at: datetime | None = None
    """The moment at which somebody verifies it, where that is settled."""


class Plan:
    """Everything that is found between two moments."""

    def __init__(self, begins: datetime, ends: datetime, days: Days, *, scale: float = 1.0) -> None:
        self.begins, self.ends, self.days, self.count = begins + SETTLED, ends, days, round(HAZARDS * scale)

    def findings(self) -> Iterator[Finding]:
        """Every finding by chance, in no order; a few are found twice."""
        weights = tuple(_pace(day, is_workday=self.days.is_workday(day)) for day in self._days)
        for number in range(self.count):
            chance = dice("finding", number)
            found = self._finding(f"hazard {number}", chance.choices(self._days, weights)[0], chance)
            yield found
            if chance.random() < 0.014:
                yield twin(found, chance)

    @cached_property
    def _days(self) -> tuple[date, ...]:
        first, last = self.days.on(self.begins), self.days.on(self.ends)
        return tuple(first + n * DAY for n in range((last - first).days + 1))

    def _finding(self, key: str, day: date, chance: Random) -> Finding:
        source = weighted(chance, _sources(day))
        unit = self._unit(source, day, chance)
        defect = weighted(chance, _sought(unit, day, source))
        at = self.days.at(day, 7, 35) + timedelta(seconds=round(chance.triangular(0, 34_800, 5_400)))
        campaign = _campaign(defect, day, chance)
        if campaign and source is Source.STAFF:
            source = Source.CAMPAIGN
        place = place_in(unit, defect.places, chance)
        ends_after = _left_lying(chance) if chance.random() < habit_of(unit).stuck else ""
        return Finding(key, unit, place, defect, at, source, campaign, ends_after=ends_after)

    def _unit(self, source: Source, day: date, chance: Random) -> str:
        """Where it is found; inspectors go everywhere, but have not been everywhere of late."""
        is_of_late = day > self.days.on(self.ends - SILENCE)
        if source is Source.INSPECTION and not is_of_late:
            return chance.choice(tuple(busyness()))
        return weighted(chance, busyness())


def twin(found: Finding, chance: Random) -> Finding:
    """The same thing, reported again within two days; the first one is still open then."""
    later = found.at + timedelta(seconds=chance.randint(3 * 3600, 30 * 3600))
    return found._replace(key=f"{found.key} again", at=later, life="duplicate", twin_of=found.key, ends_after="")


def _pace(day: date, *, is_workday: bool) -> float:
    """How much is found on a day: at the start of term, before holidays and in campaigns more, in the breaks little."""
    if not is_workday:
        return 0.03
    span = day.month * 100 + day.day
    if 118 <= span <= 222 or 708 <= span <= 822:
        return 0.15
    if 223 <= span <= 306 or 825 <= span <= 910:
        return 2.3
    if 920 <= span <= 930 or 420 <= span <= 430:
        return 1.6
    return 1.25 if span >= 1115 or 601 <= span <= 630 else 1.0


def _sources(day: date) -> dict[Source, float]:
    span = day.month * 100 + day.day
    is_term_start = 223 <= span <= 306 or 825 <= span <= 910
    return {
        Source.STAFF: 1.0,
        Source.INSPECTION: 1.1 if is_term_start else 0.22,
        Source.PUBLIC: 0.03,
        Source.PUPIL: 0.03,
    }


def _sought(unit: str, day: date, source: Source) -> dict[Defect, float]:
    """What may be found: the public sees what is outside, pupils what is around them."""
    possible = likely(unit, day)
    if source is Source.PUBLIC:
        return {each: weight for each, weight in possible.items() if each.category.startswith(OUTSIDE)}
    return possible


def _campaign(defect: Defect, day: date, chance: Random) -> str | None:
    span, sort = day.month * 100 + day.day, defect.category.partition(".")[0]
    if sort in ("fire", "gas") and (span >= 1115 or span <= 110):
        return WINTER if chance.random() < 0.6 else None
    if sort == "water" and 415 <= span <= 831:
        return WATER if chance.random() < 0.7 else None
    if sort == "surroundings" and 825 <= span <= 1031:
        return STREETS if chance.random() < 0.6 else None
    return None


def _left_lying(chance: Random) -> str:
    shares = {"hazard.report": 1, "hazard.register": 1, "hazard.report_upward": 1, "hazard.assign": 3}
    return weighted(chance, {**shares, "hazard.accept": 2, "hazard.report_rectified": 2})


def defect_of(category: str, *, major: bool = False, department: str = "") -> Defect:
    """The first defect of a category that is grave enough, or a department's affair."""
    return next(
        each
        for each in DEFECTS
        if each.category.startswith(category)
        and bool(each.article) >= major
        and (not department or each.department == department)
    )
