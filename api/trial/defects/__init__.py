"""All made-up defects, and which of them occur in a school at a time of year."""

from datetime import date
from functools import cache

from api.trial.defects.defect import Defect
from api.trial.defects.life import LIFE
from api.trial.defects.premises import PREMISES
from api.trial.district import BOARDING, BY_CODE, SECONDARY
from domain.organisation.kinds import UnitKind

__all__ = ["DEFECTS", "Defect", "likely"]

DEFECTS: tuple[Defect, ...] = (*PREMISES, *LIFE)

WITH_BUS = frozenset({"chenxing", "bailing", "chunmiao", "jinsui", "qiming", "liuwan", "fenglin"})
VILLAGE = frozenset({UnitKind.CENTRE_SCHOOL, UnitKind.TEACHING_POINT})

MONTHS = {
    "summer": frozenset({4, 5, 6, 7, 8, 9}),
    "winter": frozenset({11, 12, 1, 2}),
    "term": frozenset({2, 3, 9, 10, 11}),
}
PEAK = {"summer": frozenset({5, 6, 7}), "winter": frozenset({12, 1}), "term": frozenset({3, 9})}
"""When the season's hazards are looked for above all."""


def likely(code: str, on: date) -> dict[Defect, float]:
    """The defects that may be found in a school on a day, each with its weight."""
    possible = ((defect, _weight(defect, on)) for defect in DEFECTS if _occurs(defect, code))
    return {defect: weight for defect, weight in possible if weight}


@cache
def _occurs(defect: Defect, code: str) -> bool:
    match defect.only:
        case "boarding":
            return code in BOARDING
        case "secondary":
            return code in SECONDARY
        case "nursery":
            return BY_CODE[code].kind is UnitKind.KINDERGARTEN
        case "village":
            return BY_CODE[code].kind in VILLAGE
        case "bus":
            return code in WITH_BUS
        case "large":
            return BY_CODE[code].kind is not UnitKind.TEACHING_POINT
    return True


def _weight(defect: Defect, on: date) -> float:
    if not defect.season:
        return 1.0
    if on.month not in MONTHS[defect.season]:
        return 0.0
    return 4.0 if on.month in PEAK[defect.season] else 1.5
