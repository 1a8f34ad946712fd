"""How a line begins, and how what was entered is graded, corrected and added to."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from domain.hazard import events as e
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Correctable, Source, Stage
from domain.kernel.circumstances import Basis
from domain.kernel.evidence import Evidence
from domain.kernel.identity import HazardId
from projections.hazard_ledger.view import Hand, Hazard
from projections.reading import Seen

Step = Callable[[Hazard, Any, Seen], None]
Steps = dict[type, Step]


def hand(by: Signatory, seen: Seen) -> Hand:
    """Who did the step, and when it was recorded."""
    return Hand(
        person=by.person,
        appointment=by.appointment,
        post=by.post,
        unit=by.unit,
        at=seen.recorded_at,
        on_behalf_of=seen.recorded.actor.on_behalf_of,
    )


def photos(evidence: Iterable[Evidence]) -> int:
    """How many of the attachments are pictures."""
    return sum(each.kind.startswith("image/") for each in evidence)


def begun(event: e.HazardFound | e.HazardTakenOver, seen: Seen, unit_path: str) -> Hazard:
    """The line as its first event has it."""
    return _found(event, seen, unit_path) if isinstance(event, e.HazardFound) else _taken_over(event, seen, unit_path)


def _found(event: e.HazardFound, seen: Seen, unit_path: str) -> Hazard:
    return Hazard(
        hazard=HazardId(seen.recorded.stream),
        unit=event.unit,
        unit_path_then=unit_path,
        state=Stage.FOUND,
        grade=event.grade_proposed,
        grade_proposed=event.grade_proposed,
        place=event.place.text,
        latitude_e6=event.place.latitude_e6,
        longitude_e6=event.place.longitude_e6,
        category=event.category,
        description=event.description,
        source=event.source,
        basis=seen.recorded.basis,
        found_on=event.found_on,
        found_at=seen.recorded.happened.at,
        finder=event.finder,
        found_by=hand(event.by, seen),
        is_source_sealed=event.sealed_source is not None,
        campaign=event.campaign,
        photos_before=photos(event.evidence),
        entered_at=seen.recorded_at,
    )


def _taken_over(event: e.HazardTakenOver, seen: Seen, unit_path: str) -> Hazard:
    closed_on = event.closed_on or event.verified_on or event.rectified_on or event.found_on
    return Hazard(
        hazard=HazardId(seen.recorded.stream),
        unit=event.unit,
        unit_path_then=unit_path,
        number=event.number,
        unit_code=event.unit_code,
        year=event.year,
        seq=event.seq,
        state=event.state,
        grade=event.grade,
        grade_proposed=event.grade,
        is_grade_decided=True,
        place=event.place.text,
        category=event.category,
        description=event.description,
        source=Source.LEDGER,
        basis=Basis.CLAIMED,
        found_on=event.found_on,
        finder=event.finder,
        entered_at=seen.recorded_at,
        registered_at=seen.recorded_at,
        rectifier_person=event.rectifier,
        supervisor_person=event.supervisor,
        verifier_person=event.verifier,
        measures=event.measures,
        funds_fen=event.funds_fen,
        due_on=event.due_on,
        interim_measure=event.interim_measure,
        rectified_on=event.rectified_on,
        verified_on=event.verified_on,
        closed_on=closed_on if event.state is Stage.VERIFIED else None,
        remarks=event.remarks,
        cause=_cell(event, "原因"),
        old_number=event.old_number,
        other_cells=event.other_cells,
        file_sha256=event.file_sha256,
        sheet=event.sheet,
        row=event.row,
        flags=event.flags,
    )


def _cell(event: e.HazardTakenOver, heading: str) -> str | None:
    return next((cell.value for cell in event.other_cells if heading in cell.heading), None)


def _registered(hazard: Hazard, event: e.HazardRegistered, seen: Seen) -> None:
    hazard.state = Stage.REGISTERED
    hazard.number, hazard.unit_code, hazard.year, hazard.seq = event.number, event.unit_code, event.year, event.seq
    hazard.registered_at, hazard.registered_by = seen.recorded_at, hand(event.by, seen)


def _graded(hazard: Hazard, event: e.HazardGraded, seen: Seen) -> None:
    hazard.grade, hazard.is_grade_decided = event.grade, True
    hazard.criteria, hazard.grade_reason, hazard.graded_by = event.criteria, event.reason, hand(event.by, seen)


def _corrected(hazard: Hazard, event: e.HazardCorrected, _seen: Seen) -> None:
    match event.field, event.new:
        case Correctable.PLACE, str(new):
            hazard.place = new
        case Correctable.CATEGORY, str(new):
            hazard.category = new
        case Correctable.DESCRIPTION, str(new):
            hazard.description = new
        case Correctable.FOUND_ON, str(new):
            hazard.found_on, hazard.found_at = date.fromisoformat(new), None
        case Correctable.CAMPAIGN, new:
            hazard.campaign = new


def _evidence_added(hazard: Hazard, event: e.EvidenceAdded, _seen: Seen) -> None:
    if hazard.rectified_on is None:
        hazard.photos_before += photos(event.evidence)
    else:
        hazard.photos_after += photos(event.evidence)


STEPS: Steps = {
    e.HazardRegistered: _registered,
    e.HazardGraded: _graded,
    e.HazardCorrected: _corrected,
    e.EvidenceAdded: _evidence_added,
}
