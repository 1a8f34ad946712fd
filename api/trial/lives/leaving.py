"""Entries that leave the ledger's open list without being put right: duplicates and mistakes."""

from api.trial import phrases
from api.trial.acts import Story
from api.trial.case import Case
from api.trial.lives.entering import enter, protect
from api.trial.lives.ordinary import the_rest
from domain.hazard.commands import ConfirmMerge, ConfirmVoid, ProposeMerge, ProposeVoid, RefuseMerge, RefuseVoid
from domain.kernel.identity import HazardId


def duplicate(case: Case) -> Story:
    """Somebody else reports the same thing; the second entry goes on under the first, if a second person agrees."""
    yield from enter(case)
    case.hours(0.5, 6)
    yield case.pause(case.officer)
    if (survivor := _survivor(case)) is None:
        yield from _goes_on(case)
        return
    reason = case.one_of(phrases.MERGED)
    yield case.act(case.officer, ProposeMerge(hazard=case.hazard, survivor=survivor, reason=reason))
    case.hours(0.5, 6)
    yield case.pause(case.second)
    if case.happens("agree", 0.8) and _survivor(case):
        yield case.act(case.second, ConfirmMerge(hazard=case.hazard, survivor=survivor))
        return
    yield case.act(case.second, RefuseMerge(hazard=case.hazard, reason=case.one_of(phrases.APART)))
    yield from _goes_on(case)


def _survivor(case: Case) -> HazardId | None:
    """The entry that was there first, if it is still open: others have acted on it meanwhile."""
    first = case.world.states.get(case.twin_of) if case.twin_of else None
    return case.twin_of if first is not None and first.exists and first.is_open else None


def misregistered(case: Case) -> Story:
    """The officer thinks it should not be there; a second person agrees, mostly."""
    yield from enter(case)
    case.hours(0.5, 20)
    yield case.act(case.officer, ProposeVoid(hazard=case.hazard, reason=case.one_of(phrases.VOIDED)))
    case.hours(0.5, 8)
    if case.happens("void", 0.75):
        yield case.act(case.second, ConfirmVoid(hazard=case.hazard))
        return
    yield case.act(case.second, RefuseVoid(hazard=case.hazard, reason=case.one_of(phrases.KEPT)))
    yield from _goes_on(case)


def _goes_on(case: Case) -> Story:
    yield from protect(case)
    yield from the_rest(case)
