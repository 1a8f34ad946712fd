"""A small thing in a school with one head: put right and verified by the same hand, then checked from above."""

from api.trial import phrases
from api.trial.acts import Story
from api.trial.case import Case
from api.trial.lives.closing import afterwards
from api.trial.lives.entering import enter, protect
from api.trial.lives.ordinary import once_more, the_rest
from api.trial.people import Seat
from domain.hazard.commands import CheckFromAbove, SelfRectify, VerifyOwn


def alone(case: Case) -> Story:
    """Under the exception that the bureau gave; the centre school or the bureau looks within days."""
    found_on = case.today
    case.forced |= {"no late report", "as officer"}
    yield from enter(case)
    case.minutes(5, 40)
    if case.today != found_on:
        yield from protect(case)
        yield from the_rest(case)
        return
    case.rectifier = case.head
    done = SelfRectify(hazard=case.hazard, manner=case.defect.manner, account=f"当场{case.defect.remedy}")
    yield case.act(case.head, done)
    case.hours(0.5, 5)
    verified = VerifyOwn(hazard=case.hazard, manner=case.defect.manner, remarks=case.one_of(phrases.OWN))
    yield case.act(case.head, verified)
    case.hours(8, 60)
    checked = CheckFromAbove(hazard=case.hazard, remarks=case.one_of(phrases.CHECKED))
    yield case.act(_checker(case), checked)
    yield from afterwards(case, once_more)


def _checker(case: Case) -> Seat:
    return case.linked if case.chance.random() < 0.5 else case.head_above
