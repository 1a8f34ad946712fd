"""Events in the columns of paper: who, in which post, when, with what signature, and whether it still stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from uuid import UUID

from api.caller import Caller
from api.exports.audit_columns import AuditLine
from api.reading.event_words import summary
from api.reading.life import LifeEvent, ids_of, life_of
from api.reading.masking import Masking
from api.reading.names import Names, names_for
from api.reading.signatures import SignatureShown, Signs, SupersededBy, signatures_of, superseding
from api.reading.stored import at_positions, streams
from api.seeing import Happening
from api.services import Services
from api.times import said
from api.words import say, term
from domain.hazard.state import Hazard
from projections.audit_trail.view import Act

AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class OfHazards:
    """What acts need to know of the hazards that they are about."""

    numbers: Mapping[UUID, str]
    superseded: Mapping[int, SupersededBy]


def of_hazards(services: Services, acts: Iterable[Act]) -> OfHazards:
    """Numbers, and which acts no longer stand, read in one go from the hazards' streams."""
    found = streams(services, {act.hazard for act in acts if act.hazard})
    numbers = ((hazard, _number(happenings)) for hazard, happenings in found.items())
    replaced = (superseding(happenings) for happenings in found.values())
    return OfHazards(
        numbers={hazard: number for hazard, number in numbers if number},
        superseded={position: by for each in replaced for position, by in each.items()},
    )


def _number(happenings: Sequence[Happening]) -> str | None:
    state = Hazard()
    for each in happenings:
        state.evolve(each.event)
    return state.number


def about_words(act: Act, names: Names, numbers: Mapping[UUID, str]) -> str:
    """What an act is about: a hazard by its number, a person, or a unit."""
    if act.hazard:
        return numbers.get(act.hazard) or say("Hazard")
    return names.person(act.person) if act.person else names.unit(act.unit)


def ids_with(acts: Iterable[Act], happenings: Sequence[Happening]) -> set[UUID]:
    """Everything that acts and their events name."""
    return ids_of(happenings) | {each for act in acts for each in act.named}


def printed_acts(
    services: Services, caller: Caller, acts: Iterable[Act], masking: Masking | None = None
) -> Iterator[AuditLine]:
    """Acts in the columns of paper, some hundred at a time; without a masking, as pages show them."""
    rest = iter(acts)
    while batch := list(islice(rest, AT_ONCE)):
        happenings = at_positions(services, [act.position for act in batch])
        names = names_for(services, caller.directory, ids_with(batch, happenings))
        hazards, zone = of_hazards(services, batch), services.system.settings.zone
        signs = Signs(signatures=signatures_of(services, happenings), superseded=hazards.superseded)
        found = {each.position: each for each in happenings}
        for act in batch:
            shown = names.masked(masking is not None and masking.hides(act.unit))
            about = about_words(act, shown, hazards.numbers)
            yield printed_event(found[act.position], shown, zone, about, signs, act.flags)


def printed_event(
    happening: Happening, names: Names, zone: tzinfo, about: str | None, signs: Signs, flags: Sequence[str] = ()
) -> AuditLine:
    """One event in the columns of paper."""
    (event,) = life_of([happening], names, zone, signs)
    signature = event.signature
    return AuditLine(
        position=event.position,
        recorded_at=event.recorded_at,
        what=event.what,
        happened=event.happened,
        claimed_at=event.claimed_at,
        about=about or None,
        who=event.who.words,
        post=event.who.post or None,
        unit=event.who.unit or None,
        on_behalf_of=event.who.on_behalf_of or None,
        rule=event.who.rule or None,
        basis=event.basis or None,
        meaning=signature.meaning_words if signature else None,
        signature=_level(event),
        key=signature.code if signature else None,
        verified=verdict_words(signature, zone) if signature else None,
        standing=standing_words(event, zone),
        flags=say("; ").join(term("flag", flag) for flag in flags) or None,
        summary=summary(happening.event, names, zone) or None,
    )


def signed_words(event: LifeEvent, zone: tzinfo) -> str:
    """Level, meaning, key and verdict in one line; or why there is no signature."""
    signature = event.signature
    if signature is None:
        return event.unsigned
    parts = (_level(event), signature.meaning_words, signature.code, verdict_words(signature, zone))
    return " · ".join(part for part in parts if part)


def _level(event: LifeEvent) -> str:
    """The level of the signature, or why there is none."""
    signature = event.signature
    if signature is None:
        return event.unsigned
    if signature.is_personal or not signature.level_words:
        return signature.level_words
    return say("{level} (not a personal signature)", level=signature.level_words)


def verdict_words(signature: SignatureShown, zone: tzinfo) -> str:
    """What the check on this server came to, and when it was made."""
    if signature.is_good:
        return say("✓ verified {moment}", moment=said(signature.checked_at, zone))
    return say("✗ does not verify: {why}", why=signature.fault_words)


def standing_words(event: LifeEvent, zone: tzinfo) -> str | None:
    """That it was superseded, and by what; that the key was lost by then."""
    lost_on = event.signature.lost_on if event.signature else None
    parts = (
        _superseded_words(event.superseded, zone) if event.superseded else "",
        say("the key is reported lost since {day}", day=lost_on) if lost_on else "",
    )
    return say("; ").join(part for part in parts if part) or None


def _superseded_words(by: SupersededBy, zone: tzinfo) -> str:
    moment = said(by.recorded_at, zone)
    return say("superseded by {what} ({position}, {moment})", what=by.what, position=by.position, moment=moment)
