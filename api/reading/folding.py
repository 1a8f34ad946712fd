"""A hazard folded from its own stream: now, as known at a moment, or as it had happened by then.

Lists come from the read model; one hazard comes from here, so that people see at once what they have just done.
"""

from collections.abc import Iterable
from datetime import date, tzinfo

from api.reading.moments import Axis, Past
from api.seeing import Happening
from domain.hazard.terms import Stage
from domain.kernel.circumstances import Basis
from projections.hazard_ledger.fold import fold
from projections.hazard_ledger.view import Hazard
from projections.places import Places
from projections.reading import Seen


def covered(happenings: Iterable[Happening], past: Past | None, zone: tzinfo) -> tuple[Happening, ...]:
    """The events that belong to the moment asked for; all of them for now."""
    return tuple(each for each in happenings if past is None or past.covers(each, zone))


def folded(happenings: Iterable[Happening], past: Past | None, zone: tzinfo) -> Hazard | None:
    """The hazard as these events have it at the moment; nothing where it was not there yet."""
    hazard: Hazard | None = None
    places = Places(zone)
    for each in covered(happenings, past, zone):
        hazard = fold(hazard, Seen(each.position, each.recorded_at, each.recorded), places)
    if hazard and past and past.axis is Axis.HAPPENED and hazard.basis is Basis.CLAIMED:
        _go_back(hazard, past.at.astimezone(zone).date())
    return hazard


def _go_back(hazard: Hazard, day: date) -> None:
    """Of a row that tells a whole life, only what it says had happened by the day."""
    if hazard.closed_on and hazard.closed_on > day:
        hazard.closed_on = None
        hazard.state = Stage.RECTIFIED
    if hazard.verified_on and hazard.verified_on > day:
        hazard.verified_on = hazard.verifier_person = None
        hazard.state = Stage.RECTIFIED
    if hazard.rectified_on and hazard.rectified_on > day:
        hazard.rectified_on = None
        hazard.state = Stage.ASSIGNED if hazard.rectifier_person or hazard.rectifier else Stage.REGISTERED
