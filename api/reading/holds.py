"""Legal holds as pages and `/v1` show them: on what, by whom, for which case and why; released ones too.

They are as new as the caller: whoever made the caller has followed the log just before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from api.caller import Caller
from api.reading.names import Names, names_for
from api.reading.powers import may
from api.services import Services
from domain.application import Reference
from domain.hold.state import Hold
from domain.kernel.identity import HazardId, HoldId, UnitId
from domain.kernel.refusals import NotKnown
from projections.hazard_ledger.ask import Among


@dataclass(frozen=True, kw_only=True)
class HoldShown:
    """One hold in words."""

    id: UUID
    unit: UUID
    unit_name: str
    hazard: UUID | None
    number: str | None
    case: str | None
    reason: str
    document: str
    placed_at: datetime | None
    placed_by: str
    is_active: bool
    released_at: datetime | None
    released_by: str
    release_reason: str | None
    release_document: str | None
    may_release: bool


def holds_over(
    services: Services, caller: Caller, *, hazard: UUID | None = None, unit: UUID, at: datetime | None = None
) -> tuple[HoldShown, ...]:
    """The holds that cover a hazard, or a unit, now or at a moment of recorded time."""
    found = services.system.application.reference.holds.over(
        caller.directory,
        caller.today,
        hazard=HazardId(hazard) if hazard else None,
        unit=UnitId(unit),
        at=at,
    )
    return shown(services, caller, found)


def every_hold(services: Services, caller: Caller, case: str | None = None) -> tuple[HoldShown, ...]:
    """Holds on what the caller reads, those that stand first, newest first; of one case where it is named."""
    reference = services.system.application.reference
    seen = [
        hold
        for hold in reversed(reference.holds.every())
        if hold.placed
        and caller.readable.covers(caller.directory.path(hold.placed.unit, caller.today))
        and (case is None or hold.placed.case == case)
    ]
    return shown(services, caller, sorted(seen, key=lambda hold: not hold.is_active))


def held_on(services: Services, caller: Caller, hold_id: UUID) -> HoldShown:
    """One hold; refuses with `NotKnown` what is not there or not on what the caller reads."""
    found = services.system.application.reference.holds.hold(HoldId(hold_id))
    unit = found.placed.unit if found and found.placed else None
    if found is None or unit is None or not caller.readable.covers(caller.directory.path(unit, caller.today)):
        raise NotKnown
    return shown(services, caller, [found])[0]


def held_among(
    services: Services, caller: Caller, among: Iterable[tuple[UUID, UUID]], at: datetime | None = None
) -> frozenset[UUID]:
    """Those of some hazards, each with its unit, that are under a hold."""
    holds = services.system.application.reference.holds
    if not holds.active(at):
        return frozenset()
    return frozenset(
        hazard
        for hazard, unit in among
        if holds.over(caller.directory, caller.today, hazard=HazardId(hazard), unit=UnitId(unit), at=at)
    )


def held(reference: Reference, on: date, at: datetime | None = None) -> Among:
    """What is under a hold now, or was at a moment of recorded time: hazards, and subtrees as they stand on a day."""
    placed = [hold.placed for hold in reference.holds.active(at) if hold.placed]
    return Among(
        hazards=tuple(each.hazard for each in placed if each.hazard),
        paths=tuple(reference.directory.path(each.unit, on) for each in placed if not each.hazard),
    )


def shown(services: Services, caller: Caller, holds: Iterable[Hold]) -> tuple[HoldShown, ...]:
    """Holds in words, in the order given."""
    found = tuple(hold for hold in holds if hold.placed)
    ids = {each for hold in found for each in _ids(hold)}
    names = names_for(services, caller.directory, ids, caller=caller)
    return tuple(_shown(hold, names, caller) for hold in found)


def _ids(hold: Hold) -> Iterable[UUID | None]:
    for actor in (hold.placed_by, hold.released_by):
        yield from (actor.person, actor.appointment) if actor else ()
    assert hold.placed is not None
    yield hold.placed.hazard


def _shown(hold: Hold, names: Names, caller: Caller) -> HoldShown:
    placed, released = hold.placed, hold.released
    assert placed is not None
    by = [names.holder(each.appointment) if each else "" for each in (hold.placed_by, hold.released_by)]
    return HoldShown(
        id=hold.id,
        unit=placed.unit,
        unit_name=names.unit(placed.unit),
        hazard=placed.hazard,
        number=names.hazard(placed.hazard) if placed.hazard else None,
        case=placed.case,
        reason=placed.reason,
        document=placed.document,
        placed_at=hold.placed_at,
        placed_by=by[0],
        is_active=hold.is_active,
        released_at=hold.released_at,
        released_by=by[1],
        release_reason=released.reason if released else None,
        release_document=released.document if released else None,
        may_release=hold.is_active and may(caller, "hold.release", placed.unit),
    )
