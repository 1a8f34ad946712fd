"""The answers about hazards: what `/v1` and `--json` on the command line say alike."""

import msgspec

from api.caller import Caller
from api.reading.clocks import ClockRun, clock_state, runs_of
from api.reading.folding import covered, folded
from api.reading.hazard import Loaded
from api.reading.holds import HoldShown, holds_over
from api.reading.ledger import LedgerPage
from api.reading.life import ids_of
from api.reading.moments import Past
from api.reading.signatures import SignatureShown, Signs
from api.seeing import Happening
from api.services import Services
from api.v1.plainly import plainly
from api.v1.reading import names_told
from api.v1.shapes import ClockTold, EventTold, HazardTold, HoldTold, LedgerTold, LineTold, SignatureTold
from domain.kernel.refusals import NotKnown
from domain.record import body
from projections.hazard_ledger.view import Line


def event_told(happening: Happening, signs: Signs) -> EventTold:
    """An event with everything that is said about it, and what stands under it."""
    signature, replaced = signs.signatures.get(happening.position), signs.superseded.get(happening.position)
    return EventTold(
        position=happening.position,
        recorded_at=happening.recorded_at,
        body=msgspec.json.decode(body(happening.recorded)),
        signature=_signature_told(signature) if signature else None,
        superseded_by=replaced.position if replaced else None,
    )


def _signature_told(signature: SignatureShown) -> SignatureTold:
    return SignatureTold(
        envelope=signature.proof["envelope"],
        meaning=signature.meaning,
        level=signature.level.value,
        key=signature.key,
        fingerprint=signature.fingerprint or None,
        text=signature.text,
        salt=signature.proof["salt"] or None,
        shown_at=signature.shown_at,
        fault=signature.fault or None,
        checked_at=signature.checked_at,
        key_lost_on=signature.lost_on,
    )


def page_told(services: Services, caller: Caller, page: LedgerPage, position: int) -> LedgerTold:
    """A page of the ledger, with the names of everybody on it."""
    ids = {each for line in page.lines for each in line.hazard.named}
    return LedgerTold(
        items=[line_told(line) for line in page.lines],
        names=names_told(services, caller, ids),
        count=page.count.number if page.count else None,
        is_more=page.count.is_more if page.count else None,
        after=page.after,
        position=position,
    )


def line_told(line: Line) -> LineTold:
    """A line of the ledger."""
    return LineTold(
        hazard=plainly(line.hazard),
        unit_path=line.unit_path,
        from_position=line.from_position,
        until_position=line.until_position,
        known_from=line.known_from,
        known_until=line.known_until,
    )


def hazard_told(services: Services, caller: Caller, loaded: Loaded, past: Past | None) -> HazardTold:
    """A hazard now or at a moment; `NotKnown` where it was not there yet."""
    system, zone = services.system, services.system.settings.zone
    shown = covered(loaded.happenings, past, zone)
    hazard = folded(loaded.happenings, past, zone)
    if hazard is None:
        raise NotKnown
    at = past.at if past else system.clock()
    known_at = past.known_at if past else None
    holds = holds_over(services, caller, hazard=hazard.hazard, unit=hazard.unit, at=known_at)
    return HazardTold(
        hazard=plainly(hazard),
        unit_path=caller.directory.path(hazard.unit, at.astimezone(zone).date()),
        clocks=[_clock_told(run, clock_state(run, at)) for run in runs_of(shown)],
        events=len(shown),
        events_left_out=len(loaded.happenings) - len(shown),
        holds=[hold_told(each) for each in holds],
        names=names_told(services, caller, ids_of(shown) | set(hazard.named)),
    )


def _clock_told(run: ClockRun, state: str) -> ClockTold:
    return ClockTold(
        deadline=run.deadline,
        state=state,
        stopped_at=run.stopped_at,
        stopped_by=run.stopped_by or None,
        is_warned=run.is_warned,
        level=run.level,
    )


def hold_told(each: HoldShown) -> HoldTold:
    """A hold without the names of who placed and released it: those are in its events."""
    return HoldTold(
        id=each.id,
        unit=each.unit,
        hazard=each.hazard,
        number=each.number,
        case=each.case,
        reason=each.reason,
        document=each.document,
        is_active=each.is_active,
        placed_at=each.placed_at,
        released_at=each.released_at,
        release_reason=each.release_reason,
        release_document=each.release_document,
    )
