"""Lines of the ledger as a list shows them and as paper prints them, identifiers as names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from api.caller import Caller
from api.exports.ledger_columns import LedgerLine
from api.reading.event_words import enum_words, flag_words
from api.reading.hazard import Status, status_of
from api.reading.holds import held_among
from api.reading.masking import Masking
from api.reading.moments import Past
from api.reading.names import Names, names_for
from api.reading.sign_offs import ids_in_sign_offs, sign_off_words, sign_offs_of
from api.services import Services
from api.words import say, term
from domain.kernel.circumstances import Basis
from projections.hazard_ledger.view import Hand, Hazard, Line

AT_ONCE = 500
"""Lines whose names are looked up together."""


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """A line of a list."""

    id: UUID
    number: str
    unit: str
    place: str
    category: str
    description: str
    status: Status
    found_on: date
    due_on: date | None
    rectifier: str
    is_claimed: bool
    is_listed: bool
    is_held: bool
    """Whether it is under a legal hold."""
    is_changed: bool
    flags: tuple[str, ...]


def rows_of(
    services: Services, caller: Caller, lines: Sequence[Line], at: datetime, past: Past | None = None
) -> tuple[LedgerRow, ...]:
    """The lines with their names, in their order."""
    held = held_among(services, caller, _places(line.hazard for line in lines), past.known_at if past else None)
    names = names_for(services, caller.directory, (each for line in lines for each in _seen(line.hazard)))
    return tuple(_row(line.hazard, names, at, is_held=line.hazard.hazard in held) for line in lines)


def _seen(hazard: Hazard) -> tuple[UUID | None, ...]:
    return (hazard.rectifier, hazard.rectifier_person)


def _places(hazards: Iterable[Hazard]) -> Iterator[tuple[UUID, UUID]]:
    return ((each.hazard, each.unit) for each in hazards)


def _row(hazard: Hazard, names: Names, at: datetime, *, is_held: bool) -> LedgerRow:
    return LedgerRow(
        id=hazard.hazard,
        number=hazard.number or say("not registered yet"),
        unit=names.unit(hazard.unit),
        place=hazard.place,
        category=term("category", hazard.category),
        description=hazard.description,
        status=status_of(hazard, at),
        found_on=hazard.found_on,
        due_on=hazard.extended_to_on or hazard.due_on,
        rectifier=_holder(hazard.rectifier, names) or names.person(hazard.rectifier_person),
        is_claimed=hazard.basis is Basis.CLAIMED,
        is_listed=hazard.listed_level is not None,
        is_held=is_held,
        is_changed=hazard.revision > 0,
        flags=tuple(flag_words(flag) for flag in hazard.flags),
    )


def _holder(appointment: UUID | None, names: Names) -> str:
    found = names.directory.appointment(appointment) if appointment else None  # type: ignore[arg-type]
    return names.person(found.person) if found else ""


def printed_lines(
    services: Services, caller: Caller, lines: Iterable[Line], masking: Masking, past: Past | None = None
) -> Iterator[LedgerLine]:
    """The lines in the columns of paper; names and signatures are looked up some hundred lines at a time."""
    rest, zone = iter(lines), services.system.settings.zone
    while batch := [line.hazard for line in islice(rest, AT_ONCE)]:
        sign_offs = sign_offs_of(services, [each.hazard for each in batch], past)
        named = {each for hazard in batch for each in hazard.named}
        held = held_among(services, caller, _places(batch), past.known_at if past else None)
        names = names_for(services, caller.directory, named | ids_in_sign_offs(sign_offs))
        for hazard in batch:
            shown = names.masked(masking.hides(hazard.unit))
            line = printed_line(hazard, shown, sign_off_words(sign_offs, hazard.hazard, shown, zone))
            yield marked_held(line) if hazard.hazard in held else line


def marked_held(line: LedgerLine) -> LedgerLine:
    """The line with the mark that it is under a legal hold, among its flags."""
    return replace(line, flags=(*line.flags, say("Under a legal hold")))


def printed_line(hazard: Hazard, names: Names, signature: str | None = None) -> LedgerLine:
    """One hazard in the columns of the printed ledger."""
    above = hazard.listed_by or hazard.taken_up_by or hazard.supervising_unit
    return LedgerLine(
        number=hazard.number or say("not registered yet"),
        unit=names.unit(hazard.unit),
        found=hazard.found_at or hazard.found_on,
        found_by=say("sealed") if hazard.is_source_sealed else names.person(hazard.finder) or None,
        source=enum_words(hazard.source),
        place=hazard.place,
        description=hazard.description,
        category=term("category", hazard.category),
        grade=enum_words(hazard.grade),
        major_basis=_major_basis(hazard),
        cause=hazard.cause,
        interim_measure=hazard.interim_measure or hazard.interim_waived,
        measures=hazard.measures,
        funds_fen=hazard.funds_fen,
        rectifier=names.holder(hazard.rectifier) or names.person(hazard.rectifier_person) or None,
        department=names.unit(hazard.lead_unit) or None,
        due_on=hazard.due_on,
        contingency=hazard.contingency,
        manner=_manner(hazard),
        rectified=hazard.rectified_on,
        photos_after=hazard.photos_after or None,
        verified_by=_hand(hazard.verified_by, names) or names.person(hazard.verifier_person) or None,
        verified=hazard.verified_on,
        recheck=_recheck(hazard),
        is_closed_out=hazard.is_closed_out,
        closed_out=hazard.closed_on,
        listed_level=enum_words(hazard.listed_level) if hazard.listed_level else None,
        supervised_by=names.unit(above) or names.person(hazard.supervisor_person) or None,
        extended_to_on=hazard.extended_to_on,
        remarks=_remarks(hazard, names),
        signature=signature,
        basis=hazard.basis.value,
        flags=tuple(flag_words(flag) for flag in hazard.flags),
        changed=frozenset(hazard.changed),
        revision=hazard.revision,
    )


def _major_basis(hazard: Hazard) -> str:
    """The grade and by what; where no item is cited it is unmapped, never “not major”. Undecided, it is proposed."""
    word = enum_words(hazard.grade)
    if not hazard.is_grade_decided:
        return say("{grade} (proposed, not decided)", grade=word)
    cited = "; ".join(f"{each.document} {each.version} {each.article}" for each in hazard.criteria)
    return f"{word} · {cited or say('unmapped: no item cited')}"


def _manner(hazard: Hazard) -> str | None:
    if hazard.is_on_the_spot:
        return say("put right on the spot")
    return say("by a set date") if hazard.due_on else None


def _recheck(hazard: Hazard) -> str | None:
    if hazard.recurred_on:
        return say("came back on {day}", day=hazard.recurred_on)
    if hazard.rechecked_on is None:
        return None
    held = say("held at the recheck of {day}", day=hazard.rechecked_on)
    return f"{held}: {hazard.recheck_remarks}" if hazard.recheck_remarks else held


def _remarks(hazard: Hazard, names: Names) -> str | None:
    """Remarks, why it left the open list without being put right, and that nobody else verified it."""
    left = {"merged": say("merged with another entry"), "voided": say("voided")}.get(hazard.state.value)
    allowed = names.unit(hazard.allowed_by)
    by_itself = say("verified by its rectifier, as allowed by {unit}", unit=allowed) if allowed else None
    parts = [part for part in (left, hazard.voided_reason, by_itself, hazard.remarks) if part]
    return say("; ").join(parts) or None


def _hand(hand: Hand | None, names: Names) -> str:
    if hand is None:
        return ""
    post = f"{names.unit(hand.unit)} {term('post', hand.post)}".strip()
    lent = say("on behalf of {who}", who=names.holder(hand.on_behalf_of)) if hand.on_behalf_of else ""
    return " · ".join(part for part in (names.person(hand.person), post, lent) if part)
