"""The lives of made-up hazards: what happens to each until it is closed, left lying, or the year ends."""

from collections.abc import Callable, Mapping

from api.trial.acts import Story
from api.trial.case import Case
from api.trial.founding import ALONE
from api.trial.lives.alone import alone
from api.trial.lives.beyond import department, unable
from api.trial.lives.leaving import duplicate, misregistered
from api.trial.lives.major import major
from api.trial.lives.ordinary import on_the_spot, ordinary

Life = Callable[[Case], Story]

LIVES: Mapping[str, Life] = {
    "alone": alone,
    "spot": on_the_spot,
    "ordinary": ordinary,
    "department": department,
    "unable": unable,
    "major": major,
    "duplicate": duplicate,
    "misregistered": misregistered,
}


def life_for(case: Case) -> str:
    """Which life a case has, by what is wrong and how its school is."""
    defect, chance = case.defect, case.chance
    if defect.article and chance.random() < 0.22:
        return "major"
    if chance.random() < 0.012:
        return "misregistered"
    if defect.department and chance.random() < 0.6:
        return "department"
    if defect.yuan >= 1000 and chance.random() < case.habit.unable * 2:
        return "unable"
    is_small = defect.yuan < 500 and not defect.department
    if is_small and case.unit in ALONE and chance.random() < 0.5:
        return "alone"
    return "spot" if is_small and chance.random() < case.habit.spot * 1.5 else "ordinary"


def ending_after(story: Story, command: str) -> Story:
    """The story up to the first act with a command: what was then left lying."""
    for act in story:
        yield act
        if command in act.says:
            return
