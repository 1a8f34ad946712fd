"""A line from its events: what each does to it, its clocks, what is odd, and what changed since it was entered."""

from collections.abc import Iterator

from domain.hazard import events as e
from domain.hazard.clocks import RECTIFY, ends
from domain.kernel.circumstances import Basis
from projections.hazard_ledger import steps_assigning, steps_closing, steps_entering, steps_supervising
from projections.hazard_ledger.view import Hazard
from projections.places import Places
from projections.reading import Seen

STEPS = steps_entering.STEPS | steps_assigning.STEPS | steps_closing.STEPS | steps_supervising.STEPS

PRINTED = (
    "number",
    "found",
    "found_by",
    "source",
    "place",
    "description",
    "category",
    "grade",
    "major_basis",
    "cause",
    "interim_measure",
    "measures",
    "funds_fen",
    "rectifier",
    "department",
    "due_on",
    "contingency",
    "rectified",
    "verified_by",
    "verified",
    "recheck",
    "closed_out",
    "listed_level",
    "supervised_by",
    "extended_to_on",
    "remarks",
)
"""Columns of the printed ledger of which is said whether they changed, in their order."""

LATE_DAYS = 1
"""House rule: what is recorded more than so many days after it is said to have happened is marked late."""


def fold(hazard: Hazard | None, seen: Seen, places: Places) -> Hazard | None:
    """The line after a further event; nothing before the first that begins one."""
    event = seen.recorded.event
    if hazard is None:
        if not isinstance(event, e.HazardFound | e.HazardTakenOver):
            return None
        hazard = steps_entering.begun(event, seen, places.path(event.unit, seen.position))
    elif step := STEPS.get(type(event)):
        before = _printed(hazard)
        step(hazard, event, seen)
        _note_changes(hazard, before)
    if isinstance(event, e.HazardEvent):
        _wind(hazard, event)
    for flag in _oddities(hazard, seen, places):
        if flag not in hazard.flags:
            hazard.flags = (*hazard.flags, flag)
    hazard.version, hazard.touched_at = seen.recorded.ver, seen.recorded_at
    return hazard


def _wind(hazard: Hazard, event: e.HazardEvent) -> None:
    """Clocks that the event ends stop, those that it starts run."""
    started = event.started
    if hazard.due:
        hazard.due = {clock: at for clock, at in hazard.due.items() if not ends(event, clock)}
    for deadline in started:
        hazard.due = {**hazard.due, deadline.clock: deadline.due_at}
        if hazard.due_on is None and deadline.clock == RECTIFY:
            hazard.due_on = deadline.due_on


def _printed(hazard: Hazard) -> tuple[object, ...]:
    verified_by = hazard.verified_by.person if hazard.verified_by else hazard.verifier_person
    return (
        hazard.number,
        hazard.found_on,
        hazard.finder,
        hazard.source,
        hazard.place,
        hazard.description,
        hazard.category,
        hazard.grade,
        hazard.criteria or None,
        hazard.cause,
        hazard.interim_measure,
        hazard.measures,
        hazard.funds_fen,
        hazard.rectifier or hazard.rectifier_person,
        hazard.lead_unit,
        hazard.due_on,
        hazard.contingency,
        hazard.rectified_on,
        verified_by,
        hazard.verified_on,
        hazard.rechecked_on,
        hazard.closed_on,
        hazard.listed_level,
        hazard.supervised_by,
        hazard.extended_to_on,
        hazard.remarks,
    )


def _note_changes(hazard: Hazard, before: tuple[object, ...]) -> None:
    after = _printed(hazard)
    if after == before:
        return
    pairs = zip(PRINTED, before, after, strict=True)
    changed = [column for column, old, new in pairs if old is not None and old != new]
    if changed:
        hazard.revision += 1
        hazard.changed = tuple(column for column in PRINTED if column in changed or column in hazard.changed)


def _oddities(hazard: Hazard, seen: Seen, places: Places) -> Iterator[str]:
    if hazard.rectified_on and hazard.rectified_on < hazard.found_on:
        yield "rectified_before_found"
    if hazard.verified_on and hazard.rectified_on and hazard.verified_on < hazard.rectified_on:
        yield "verified_before_rectified"
    if hazard.allowed_by:
        yield "verified_under_exception"
    elif _same_hand(hazard):
        yield "verifier_is_rectifier"
    if hazard.refusals:
        yield "signature_refused"
    if seen.recorded.basis is Basis.WITNESSED and _is_late(seen, places):
        yield "recorded_late"


def _same_hand(hazard: Hazard) -> bool:
    rectifier = hazard.rectified_by.person if hazard.rectified_by else hazard.rectifier_person
    verifier = hazard.verified_by.person if hazard.verified_by else hazard.verifier_person
    return rectifier is not None and rectifier == verifier


def _is_late(seen: Seen, places: Places) -> bool:
    happened = seen.recorded.happened
    if happened.at is not None and (seen.recorded_at - happened.at).days < LATE_DAYS:
        return False
    on = happened.on or places.day(happened.at)  # type: ignore[arg-type]
    return (places.day(seen.recorded_at) - on).days > LATE_DAYS
