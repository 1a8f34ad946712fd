"""Names in full in an export: who wants them, of what and why is recorded before the file is made."""

from collections.abc import Mapping
from uuid import UUID

from api.caller import Caller
from api.reading.masking import Masking, masking_of
from api.services import Services
from domain.access.commands import UnmaskNames
from domain.access.events import Export
from domain.hazard.state import Hazard
from domain.kernel.identity import Actor, ActorKind, HazardId, UnitId
from domain.kernel.refusals import NotKnown

CONSOLE = Actor(kind=ActorKind.CONSOLE)


def unmask_ledger(services: Services, caller: Caller, params: Mapping[str, str], reason: str) -> Masking:
    """For the ledger under these filters; refuses `NotKnown` a unit one may not know of, and `Blank` reasons."""
    return _unmask(services, caller, Export.LEDGER, reason, unit=_unit(caller, params))


def unmask_audit(
    services: Services, caller: Caller, params: Mapping[str, str], hazard: UUID | None, reason: str
) -> Masking:
    """For the audit trail under these filters."""
    return _unmask(services, caller, Export.AUDIT, reason, unit=_unit(caller, params), hazard=hazard)


def unmask_hazard(services: Services, caller: Caller, hazard: UUID, state: Hazard, reason: str) -> Masking:
    """For the dossier of a hazard that may be seen, read as one's own or because something of it was given to one."""
    assert state.unit is not None
    is_read = caller.readable.covers(caller.directory.path(state.unit, caller.today))
    return _unmask(services, caller, Export.HAZARD, reason, unit=state.unit if is_read else None, hazard=hazard)


def unmask_bundle(
    services: Services, caller: Caller, reason: str, *, unit: UUID | None, hazard: UUID | None = None
) -> Masking:
    """For evidence about a hazard, a unit or somebody of a unit; that it may be seen is asked before."""
    is_read = unit is not None and caller.readable.covers(caller.directory.path(UnitId(unit), caller.today))
    known = UnitId(unit) if unit is not None and is_read else None
    return _unmask(services, caller, Export.BUNDLE, reason, unit=known, hazard=hazard)


def _unmask(
    services: Services,
    caller: Caller,
    what: Export,
    reason: str,
    *,
    unit: UnitId | None,
    hazard: UUID | None = None,
) -> Masking:
    """Recorded, and then in full. Refuses programs, and whoever reads nothing there."""
    caller.in_person()
    asked = services.system.asked(_actor(caller))
    command = UnmaskNames(
        person=asked.actor.person,
        month=f"{asked.now.astimezone(services.system.settings.zone):%Y-%m}",
        what=what,
        hazard=HazardId(hazard) if hazard else None,
        unit=unit,
        reason=reason.strip(),
    )
    services.system.application.handle(command, asked)
    return masking_of(caller, in_full=True)


def _actor(caller: Caller) -> Actor:
    """The post that is acted in, or the server's console; raises `NotAppointedHere` for who holds none."""
    return CONSOLE if caller.is_console else caller.actor


def _unit(caller: Caller, params: Mapping[str, str]) -> UnitId | None:
    if "unit" not in params:
        return None
    if (found := caller.directory.unit_by_code(params["unit"])) is None:
        raise NotKnown
    return found.id
