"""How schools differ: one never finds anything, one verifies within minutes, one is always late, one is exemplary."""

from typing import NamedTuple

from api.trial.district import BY_CODE, SCHOOLS, SECONDARY
from domain.organisation.kinds import UnitKind


class Habit(NamedTuple):
    """How a school goes about its hazards."""

    zeal: float = 1.0
    """How much it finds, against others of its kind."""
    spot: float = 0.42
    """Share of small things put right on the spot."""
    delay: float = 0.03
    """Share reported days after they were found."""
    haste: tuple[float, float] = (0.2, 0.85)
    """Between which shares of its time a rectification is done; beyond 1 it is late."""
    verify_hours: tuple[float, float] = (4, 44)
    """Hours from rectified to verified."""
    stuck: float = 0.012
    """Share that is left lying."""
    rejected: float = 0.06
    recurring: float = 0.13
    """Share of rechecks that find it has come back."""
    unable: float = 0.05
    """Share beyond the school's own means."""
    reads: tuple[int, int] = (12, 140)
    """Seconds for which its people look at a text before they sign it."""


USUAL = Habit()
EXEMPLARY = Habit(
    zeal=1.5, spot=0.6, delay=0, haste=(0.1, 0.45), verify_hours=(3, 20), stuck=0, rejected=0.02, recurring=0
)
HASTY = Habit(zeal=1.2, spot=0.3, haste=(0.1, 0.5), verify_hours=(0.03, 0.12), rejected=0, recurring=0.6, reads=(1, 4))
LATE = Habit(zeal=0.9, spot=0.15, delay=0.2, haste=(0.9, 2.4), verify_hours=(60, 200), stuck=0.14, rejected=0.15)
POOR = Habit(zeal=1.1, spot=0.3, haste=(0.4, 1.15), unable=0.3)
SILENT = Habit(zeal=0)

HABITS = {
    "wenlan": EXEMPLARY,
    "dongguan": HASTY,
    "shankou": LATE,
    "no9": SILENT,
    "baishi": POOR,
    "yunping": POOR,
    "shiwo": POOR,
    "lingxia": POOR,
}

_SIZE = {
    UnitKind.SCHOOL: 1.2,
    UnitKind.CENTRE_SCHOOL: 1.0,
    UnitKind.KINDERGARTEN: 0.75,
    UnitKind.TEACHING_POINT: 0.35,
}


def habit_of(code: str) -> Habit:
    """The habit of a school."""
    return HABITS.get(code, USUAL)


def busyness() -> dict[str, float]:
    """How much every school finds, against the others."""
    return {each.code: _size(each.code) * habit_of(each.code).zeal for each in SCHOOLS}


def _size(code: str) -> float:
    return 1.7 if code in SECONDARY else _SIZE[BY_CODE[code].kind]
