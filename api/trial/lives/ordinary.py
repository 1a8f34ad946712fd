"""The usual lives: put right on the spot, or assigned and put right in time."""

from api.trial.acts import Story
from api.trial.case import Case
from api.trial.lives.assigning import grade_and_assign
from api.trial.lives.closing import afterwards, check
from api.trial.lives.entering import enter, protect, protection
from api.trial.lives.working import done, nearer, work
from domain.hazard.commands import SelfRectify


def ordinary(case: Case) -> Story:
    """Found, registered, protected, assigned, rectified, verified."""
    yield from enter(case)
    yield from protect(case)
    yield from the_rest(case)


def the_rest(case: Case) -> Story:
    """What follows once it stands in the ledger and people are safe."""
    yield from grade_and_assign(case)
    if case.happens("nearer", 0.01):
        yield from nearer(case)
    yield from work(case)
    yield from check(case, done)
    yield from afterwards(case, once_more)


def once_more(case: Case) -> Story:
    """Reopened by those above: the same people again, and a fresh measure to keep others safe."""
    case.minutes(20, 200)
    yield case.act(case.officer, *protection(case))
    yield from the_rest(case)


def on_the_spot(case: Case) -> Story:
    """Found, registered, put right and verified within hours, by three people's word (即查即改)."""
    found_on = case.today
    case.forced |= {"no late report", "no late register"}
    yield from enter(case)
    if case.today != found_on:
        yield from protect(case)
        yield from the_rest(case)
        return
    case.rectifier = case.hand
    case.minutes(5, 40)
    if case.today != found_on:
        return
    done_now = SelfRectify(hazard=case.hazard, manner=case.defect.manner, account=f"当场{case.defect.remedy}")
    yield case.act(case.rectifier, done_now)
    yield from check(case, _again)
    yield from afterwards(case, once_more)


def _again(case: Case) -> Story:
    """Rejected, nobody's yet: assigned now, and put right."""
    yield from protect(case)
    yield from grade_and_assign(case)
    yield from done(case)
