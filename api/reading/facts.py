"""What a hazard's page says of it, section by section: labels and values, first values beside corrected ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from api.reading.event_words import enum_words
from api.reading.names import Names
from api.words import say, term
from domain.hazard.events import HazardCorrected
from domain.hazard.terms import Correctable
from domain.kernel.events import Event
from projections.hazard_ledger.view import Asking, Hand, Hazard, Refused

Value = str | date | datetime


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line: `first` is what was entered first where it was corrected since; `href` leads to what is named."""

    label: str
    value: Value
    first: str | None = None
    href: str | None = None
    at: datetime | None = None
    """When it was recorded, of steps that somebody took."""
    is_long: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """Some facts under a heading."""

    key: str
    title: str
    facts: tuple[Fact, ...]


Told = Mapping[Correctable, str]


def sections_of(hazard: Hazard, events: Iterable[Event], names: Names) -> tuple[Section, ...]:
    """The sections that have anything to say."""
    firsts = first_values(events)
    made = (
        Section(key=key, title=say(title), facts=tuple(fill(hazard, names, firsts))) for key, title, fill in SECTIONS
    )
    return tuple(section for section in made if section.facts)


def first_values(events: Iterable[Event]) -> dict[Correctable, str]:
    """What stood in corrected fields at first, in words."""
    firsts: dict[Correctable, str] = {}
    for event in events:
        if isinstance(event, HazardCorrected) and event.field not in firsts:
            is_category = event.field is Correctable.CATEGORY
            firsts[event.field] = term("category", event.old) if is_category else event.old or say("nothing")
    return firsts


def _entry(hazard: Hazard, names: Names, firsts: Told) -> Iterator[Fact]:
    corrected = {each: firsts.get(each) for each in Correctable}
    yield Fact(label=say("Unit"), value=names.unit(hazard.unit), href=names.unit_href(hazard.unit))
    yield Fact(label=say("Place"), value=hazard.place, first=corrected[Correctable.PLACE])
    category = term("category", hazard.category)
    yield Fact(label=say("Category"), value=category, first=corrected[Correctable.CATEGORY])
    description = hazard.description
    yield Fact(label=say("Description"), value=description, first=corrected[Correctable.DESCRIPTION], is_long=True)
    found = hazard.found_at or hazard.found_on
    yield Fact(label=say("Found"), value=found, first=corrected[Correctable.FOUND_ON])
    if hazard.is_source_sealed:
        yield Fact(label=say("Found by"), value=say("sealed"))
    elif hazard.finder:
        yield _person(say("Found by"), hazard.finder, names)
    yield Fact(label=say("Source"), value=enum_words(hazard.source))
    if hazard.campaign or corrected[Correctable.CAMPAIGN]:
        campaign = hazard.campaign or say("nothing")
        yield Fact(label=say("Campaign"), value=campaign, first=corrected[Correctable.CAMPAIGN])
    yield from _hand(say("Registered by"), hazard.registered_by, names)


def _grade(hazard: Hazard, names: Names, _firsts: Told) -> Iterator[Fact]:
    word = enum_words(hazard.grade)
    shown = word if hazard.is_grade_decided else say("{grade} (proposed, not decided)", grade=word)
    yield Fact(label=say("Grade"), value=shown)
    if hazard.is_grade_decided and hazard.grade_proposed is not hazard.grade:
        yield Fact(label=say("Proposed"), value=enum_words(hazard.grade_proposed))
    for each in hazard.criteria:
        cited = " ".join((each.issuer, each.document, each.version, each.article))
        yield Fact(label=say("Criterion"), value=cited)
    if hazard.graded_by and not hazard.criteria:
        yield Fact(label=say("Criterion"), value=say("no item cited: this says nothing about the grade"))
    yield from _texts((say("Reason"), hazard.grade_reason))
    yield from _hand(say("Graded by"), hazard.graded_by, names)


def _assignment(hazard: Hazard, names: Names, _firsts: Told) -> Iterator[Fact]:
    for label, seat, person in (
        (say("Rectifier"), hazard.rectifier, hazard.rectifier_person),
        (say("Overseer in the unit"), hazard.overseer, None),
        (say("Supervisor above"), hazard.supervisor, hazard.supervisor_person),
    ):
        if seat:
            yield Fact(label=label, value=names.holder(seat), href=_href_of(seat, names))
        elif person:
            yield _person(label, person, names)
    if hazard.assigned_by:
        answer = say("accepted") if hazard.is_accepted else say("not answered yet")
        yield Fact(
            label=say("Answer"), value=say("declined: {why}", why=hazard.declined) if hazard.declined else answer
        )
    yield from _units(
        (say("Lead unit"), hazard.lead_unit), (say("Supervising unit"), hazard.supervising_unit), names=names
    )
    for each in hazard.co_responsible:
        yield from _units((say("Co-responsible"), each), names=names)
    yield from _hand(say("Assigned by"), hazard.assigned_by, names)


def _five(hazard: Hazard, _names: Names, _firsts: Told) -> Iterator[Fact]:
    """The five implementations; an assignment that leaves one out shows the gap."""
    if not hazard.assigned_by and not (hazard.measures or hazard.due_on):
        return
    funds = None if hazard.funds_fen is None else f"¥{hazard.funds_fen // 100:,}.{hazard.funds_fen % 100:02d}"
    for label, value in (
        (say("Responsibility"), hazard.responsibility),
        (say("Measures"), hazard.measures),
        (say("Funds"), funds),
        (say("Due on"), hazard.due_on),
        (say("Contingency"), hazard.contingency),
    ):
        yield Fact(label=label, value=value if value is not None else say("✕ not said"))


def _interim(hazard: Hazard, _names: Names, _firsts: Told) -> Iterator[Fact]:
    if hazard.interim_measure:
        kind = enum_words(hazard.interim_kind) if hazard.interim_kind else say("Measure")
        yield Fact(label=kind, value=hazard.interim_measure)
    yield from _texts((say("None needed, because"), hazard.interim_waived))


def _plan(hazard: Hazard, names: Names, _firsts: Told) -> Iterator[Fact]:
    for number, stage in enumerate(hazard.plan, 1):
        told = say(
            "{what}, by {due_on}, {who}", what=stage.what, due_on=stage.due_on, who=names.holder(stage.responsible)
        )
        yield Fact(label=say("Stage {number}", number=number), value=told)
    if hazard.progress:
        label = say("Progress ({count})", count=hazard.progress_count)
        yield Fact(label=label, value=hazard.progress)


def _reaching_out(hazard: Hazard, names: Names, _firsts: Told) -> Iterator[Fact]:
    yield from _units((say("Reported upward to"), hazard.reported_to), names=names)
    if hazard.inability:
        lacks = say("; ").join(enum_words(each) for each in hazard.lacks)
        told = say(
            "{lacks}: {text} (to {unit})", lacks=lacks, text=hazard.inability, unit=names.unit(hazard.inability_to)
        )
        yield Fact(label=say("Cannot do it"), value=told)
    if hazard.taken_up_by and hazard.taken_up_how:
        yield Fact(label=enum_words(hazard.taken_up_how), value=names.unit(hazard.taken_up_by))
    yield from (_asking(say("Handed over to"), each, names) for each in hazard.handovers)
    yield from (_asking(say("Instructed"), each, names) for each in hazard.instructions)
    if hazard.leader:
        yield Fact(
            label=say("Leader who answers"), value=names.holder(hazard.leader), href=_href_of(hazard.leader, names)
        )


def _asking(label: str, asked: Asking, names: Names) -> Fact:
    due = say(" (by {due_on})", due_on=asked.due_on) if asked.due_on else ""
    if asked.is_answered:
        verdict = say("✓ taken on or done") if asked.is_yes else say("✕ not done")
        answer = f"{verdict}: {asked.answer}"
    else:
        answer = say("… no answer yet")
    return Fact(label=label, value=f"{names.unit(asked.department)}{due}: {asked.text} → {answer}")


def _extensions(hazard: Hazard, _names: Names, _firsts: Told) -> Iterator[Fact]:
    for number, each in enumerate(hazard.extensions, 1):
        asked = say("asked for {day}: {reason}", day=each.asked_on, reason=each.reason)
        if each.is_granted is None:
            answer = say("… not decided yet")
        elif each.is_granted:
            answer = say("✓ granted until {day}: {reason}", day=each.granted_on, reason=each.decision)
        else:
            answer = say("✕ refused: {reason}", reason=each.decision)
        yield Fact(label=say("Request {number}", number=number), value=f"{asked} → {answer}")


def _listing(hazard: Hazard, names: Names, _firsts: Told) -> Iterator[Fact]:
    if hazard.listed_level:
        yield Fact(label=say("Level"), value=enum_words(hazard.listed_level))
        yield from _texts((say("Document"), hazard.listed_document))
        yield from _units((say("Listed by"), hazard.listed_by), names=names)
    if hazard.supervision_note:
        label = say("Supervision note ({count})", count=hazard.supervision_notes)
        yield Fact(label=label, value=hazard.supervision_note)


def _outcome(hazard: Hazard, names: Names, _firsts: Told) -> Iterator[Fact]:
    yield from _texts((say("Rejected"), hazard.rejected))
    yield from _days((say("Rectified on"), hazard.rectified_on))
    if hazard.manner:
        yield Fact(label=say("Manner"), value=enum_words(hazard.manner))
    yield from _texts((say("What was done"), hazard.account), (term("field", "cause"), hazard.cause))
    yield from _hand(say("Rectified by"), hazard.rectified_by, names)
    yield from _days((say("Verified on"), hazard.verified_on))
    yield from _hand(say("Verified by"), hazard.verified_by, names)
    if hazard.verifier_person and not hazard.verified_by:
        yield _person(say("Verified by"), hazard.verifier_person, names)
    yield from _texts((say("Remarks"), hazard.verified_remarks))
    yield from _exception(hazard, names)
    yield from _days((say("Closed out on"), hazard.closed_on))
    if hazard.closed_by and hazard.closed_by not in (hazard.verified_by, hazard.checked_by):
        yield from _hand(say("Countersigned by"), hazard.closed_by, names)
    yield from _days((say("Rechecked on"), hazard.rechecked_on), (say("Recurred on"), hazard.recurred_on))
    yield from _hand(say("Rechecked by"), hazard.rechecked_by, names)
    yield from _texts((say("Recheck"), hazard.recheck_remarks))
    if hazard.times_reopened:
        reopened = say(
            "{times} times; last: {reason}", times=hazard.times_reopened, reason=hazard.reopened_reason or ""
        )
        yield Fact(label=say("Reopened"), value=reopened)


def _exception(hazard: Hazard, names: Names) -> Iterator[Fact]:
    """What a small school verified by itself, by whose leave, and who looked at it from above."""
    if hazard.allowed_by:
        told = say("allowed by {unit} until {day}", unit=names.unit(hazard.allowed_by), day=hazard.allowed_until)
        yield Fact(label=say("Verified by its own rectifier"), value=told, href=names.unit_href(hazard.allowed_by))
    yield from _days((say("Checked from above on"), hazard.checked_on))
    yield from _hand(say("Checked from above by"), hazard.checked_by, names)
    yield from _texts((say("Remarks of the check"), hazard.check_remarks))


def _refusals(hazard: Hazard, names: Names, _firsts: Told) -> Iterator[Fact]:
    for each in hazard.refusals:
        told = say(
            "{who}: {reason}; witness {witness}: {word}; told {unit}",
            who=names.holder(each.refuser),
            reason=each.reason,
            witness=names.holder(each.witness),
            word=_word_of_witness(each),
            unit=names.unit(each.told),
        )
        yield Fact(label=term("command", each.act.value), value=told, at=each.by.at)
        yield Fact(label=say("Recorded by"), value=_who(each.by, names), href=names.person_href(each.by.person))


def _word_of_witness(refused: Refused) -> str:
    if refused.is_confirmed is None:
        return say("… has not said so yet")
    said = say("✓ confirms it") if refused.is_confirmed else say("✕ did not see it")
    return f"{said} ({refused.witness_remarks})" if refused.witness_remarks else said


def _leaving(hazard: Hazard, names: Names, _firsts: Told) -> Iterator[Fact]:
    for label, proposal in ((say("Merge proposed"), hazard.merge), (say("Void proposed"), hazard.void)):
        if proposal:
            into = f" → {names.hazard(proposal.survivor)}" if proposal.survivor else ""
            told = say("{who}: {reason}", who=_who(proposal.by, names), reason=proposal.reason) + into
            yield Fact(label=label, value=told, at=proposal.by.at, href=names.hazard_href(proposal.survivor))
    if hazard.survivor:
        yield _other(say("Goes on under"), hazard.survivor, names)
    yield from (_other(say("Absorbed"), each, names) for each in hazard.absorbed)
    yield from _texts((say("Voided because"), hazard.voided_reason))


def _paper(hazard: Hazard, _names: Names, _firsts: Told) -> Iterator[Fact]:
    if hazard.file_sha256 is None:
        return
    yield from _texts((say("Number in the old ledger"), hazard.old_number), (say("Remarks"), hazard.remarks))
    yield Fact(label=say("Sheet and row"), value=f"{hazard.sheet} · {hazard.row}")
    yield Fact(label=say("Digest of the file"), value=hazard.file_sha256)
    for cell in hazard.other_cells:
        yield Fact(label=cell.heading, value=cell.value)


Fill = Callable[[Hazard, Names, Told], Iterator[Fact]]
SECTIONS: tuple[tuple[str, str, Fill], ...] = (
    ("entry", "What was found", _entry),
    ("grade", "Grade", _grade),
    ("assignment", "Who puts it right", _assignment),
    ("five", "Five implementations", _five),
    ("interim", "Interim measure", _interim),
    ("plan", "Plan and progress", _plan),
    ("reaching_out", "Beyond the unit", _reaching_out),
    ("extensions", "Extensions", _extensions),
    ("listing", "Supervision from above", _listing),
    ("outcome", "Rectified and verified", _outcome),
    ("refusals", "Refused to sign", _refusals),
    ("leaving", "Merged or voided", _leaving),
    ("paper", "From the old ledger", _paper),
)
"""Key, heading, and what fills it."""


def _texts(*pairs: tuple[str, str | None]) -> Iterator[Fact]:
    yield from (Fact(label=label, value=value) for label, value in pairs if value)


def _days(*pairs: tuple[str, date | None]) -> Iterator[Fact]:
    yield from (Fact(label=label, value=value) for label, value in pairs if value)


def _units(*pairs: tuple[str, UUID | None], names: Names) -> Iterator[Fact]:
    for label, unit in pairs:
        if unit:
            yield Fact(label=label, value=names.unit(unit), href=names.unit_href(unit))


def _person(label: str, person: UUID, names: Names) -> Fact:
    return Fact(label=label, value=names.person(person), href=names.person_href(person))


def _other(label: str, hazard: UUID, names: Names) -> Fact:
    return Fact(label=label, value=names.hazard(hazard), href=names.hazard_href(hazard))


def _hand(label: str, hand: Hand | None, names: Names) -> Iterator[Fact]:
    if hand is not None:
        yield Fact(label=label, value=_who(hand, names), at=hand.at, href=names.person_href(hand.person))


def _who(hand: Hand, names: Names) -> str:
    post = f"{names.unit(hand.unit)} {term('post', hand.post)}".strip()
    lent = say("on behalf of {who}", who=names.holder(hand.on_behalf_of)) if hand.on_behalf_of else ""
    return " · ".join(part for part in (names.person(hand.person), post, lent) if part)


def _href_of(appointment: UUID, names: Names) -> str | None:
    found = names.directory.appointment(appointment)  # type: ignore[arg-type]
    return names.person_href(found.person) if found else None
