"""What is done to a line from above: extensions, listing, notes, refusals told, and levels told when time runs out."""

from domain.hazard import events as e
from projections.hazard_ledger.steps_assigning import drop_request
from projections.hazard_ledger.steps_entering import Steps, hand
from projections.hazard_ledger.view import Extension, Hazard, Refused
from projections.reading import Seen


def _extension_requested(hazard: Hazard, event: e.ExtensionRequested, _seen: Seen) -> None:
    drop_request(hazard)
    asked = Extension(asked_on=event.due_on, due_on=event.previous_due_on, reason=event.reason)
    hazard.extensions = (*hazard.extensions, asked)


def _extension_granted(hazard: Hazard, event: e.ExtensionGranted, _seen: Seen) -> None:
    hazard.extended_to_on = event.due_on
    for each in hazard.extensions[-1:]:
        each.is_granted, each.granted_on, each.decision = True, event.due_on, event.reason


def _extension_refused(hazard: Hazard, event: e.ExtensionRefused, _seen: Seen) -> None:
    for each in hazard.extensions[-1:]:
        each.is_granted, each.decision = False, event.reason


def _listed(hazard: Hazard, event: e.HazardListed, _seen: Seen) -> None:
    hazard.listed_level, hazard.listed_document, hazard.listed_by = event.level, event.document_no, event.issuer


def _delisted(hazard: Hazard, _event: e.HazardDelisted, _seen: Seen) -> None:
    hazard.listed_level = hazard.listed_document = hazard.listed_by = None


def _noted(hazard: Hazard, event: e.SupervisionNoted, _seen: Seen) -> None:
    hazard.supervision_note, hazard.supervision_notes = event.note, hazard.supervision_notes + 1
    if event.due_on is not None:
        hazard.due_on = event.due_on


def _refused(hazard: Hazard, event: e.SignatureRefused, seen: Seen) -> None:
    refused = Refused(
        act=event.act,
        refuser=event.refuser,
        reason=event.reason,
        witness=event.witness,
        told=event.told,
        by=hand(event.by, seen),
    )
    hazard.refusals = (*hazard.refusals, refused)


def _witnessed(hazard: Hazard, event: e.RefusalWitnessed, _seen: Seen) -> None:
    for each in hazard.refusals[-1:]:
        each.is_confirmed, each.witness_remarks = event.is_confirmed, event.remarks


def _told(hazard: Hazard, event: e.ClockOverdueMarked | e.HazardEscalated, _seen: Seen) -> None:
    hazard.level = max(hazard.level, event.level)


STEPS: Steps = {
    e.ExtensionRequested: _extension_requested,
    e.ExtensionGranted: _extension_granted,
    e.ExtensionRefused: _extension_refused,
    e.HazardListed: _listed,
    e.HazardDelisted: _delisted,
    e.SupervisionNoted: _noted,
    e.SignatureRefused: _refused,
    e.RefusalWitnessed: _witnessed,
    e.ClockOverdueMarked: _told,
    e.HazardEscalated: _told,
}
