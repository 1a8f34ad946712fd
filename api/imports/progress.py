"""How far a row says its hazard has come, from days and words, and where these contradict each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.imports import days
from api.imports.days import NO_CLAIM, Claim
from api.imports.records import Record
from api.imports.states import Said, closed_out, progress


@dataclass(frozen=True, slots=True)
class Words:
    """What the row's words claim, days apart."""

    done: bool
    unfinished: bool
    closed: bool
    not_closed: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """The days of a row with the state that follows from them."""

    found: date | None
    due: date | None
    rectified: date | None
    verified: date | None
    words: Words
    is_verified: bool
    is_rectified: bool
    checked: date | None = None
    """The day of a verification that was not passed."""

    def state(self, rectifier: str | None) -> str:
        """The code of the state: days decide, words only where the ledger has no column for the day."""
        if self.is_verified:
            return "verified"
        if self.is_rectified:
            return "rectified"
        return "assigned" if rectifier else "registered"


def progress_of(record: Record, found: date | None) -> Progress:
    """Read all days but the first, and the words; what cannot be true refuses the row."""
    due = days.due_day(record, found)
    done, checked = days.completion(record, found), days.verification(record, found)
    words = _words(record, done, checked)
    if done.on and done.on > record.table.today and (words.unfinished or words.not_closed):
        record.flag("completion_is_planned", None, done.on.isoformat())
        due, done = due or done.on, NO_CLAIM
    verified = NO_CLAIM if words.failed else checked
    is_verified = verified.on is not None or (
        words.closed and not words.failed and not _has_day_of_verification(record)
    )
    return Progress(
        found=found,
        due=due,
        rectified=done.on,
        verified=verified.on,
        words=words,
        is_verified=is_verified,
        is_rectified=is_verified or ((done.on is not None or words.done) and not words.failed),
        checked=checked.on if words.failed else None,
    )


def _has_day_of_verification(record: Record) -> bool:
    """A word alone closes nothing where the ledger has a column for the day."""
    return record.table.plan.has("verified_on") or record.table.plan.has("closed_on")


def _words(record: Record, done: Claim, checked: Claim) -> Words:
    """From the progress, review and closing columns, and from words in the columns of days."""
    said = [done.said, progress(record.written("progress")), *map(progress, record.answers("progress"))]
    review = [checked.said, progress(record.written("review_result"))]
    struck = [closed_out(record.written("closed")), *map(closed_out, record.answers("closed"))]
    passed = True in struck or any(word is not None and word >= Said.DONE for word in review)
    return Words(
        done=passed or any(word is not None and word >= Said.DONE for word in said),
        unfinished=Said.OPEN in said,
        closed=passed or Said.CLOSED in said,
        not_closed=False in struck,
        failed=Said.FAILED in said or Said.FAILED in review,
    )


def refuse_what_cannot_be(record: Record, progress: Progress, rectifier: str | None, responsible_unit: object) -> None:
    """Days in the future or in an impossible order; put right by nobody."""
    found, done, checked = progress.found, progress.rectified, progress.verified
    for name, on in (("found_on", found), ("rectified_on", done), ("verified_on", checked)):
        if on and on > record.table.today:
            record.refuse("date_in_the_future", name, on.isoformat())
    if found and done and done < found:
        record.refuse("rectified_before_found")
    if found and checked and checked < found:
        record.refuse("verified_before_found")
    if progress.is_rectified and not rectifier:
        _nobody_responsible(record, responsible_unit)


def _nobody_responsible(record: Record, responsible_unit: object) -> None:
    """A unit alone is enough only where the ledger has no column for people."""
    if responsible_unit and not record.table.plan.has("rectifier"):
        record.flag("rectified_without_person_named")
    else:
        record.refuse("rectified_without_person")


def flag_what_is_odd(record: Record, progress: Progress, people: Mapping[str, str | None]) -> None:
    """Odd, but possible: the row is taken over as it was claimed, with a mark."""
    found, due, done, checked = progress.found, progress.due, progress.rectified, progress.verified
    has, words, verified = record.table.plan.has, progress.words, progress.is_verified
    odd = {
        "verifier_is_rectifier": _same_hand(people.get("verifier"), people.get("rectifier")),
        "verified_before_rectified": bool(checked and done and checked < done),
        "verified_without_completion": bool(checked and not done and has("rectified_on")),
        "verified_without_verifier": bool(checked and not people.get("verifier") and has("verifier")),
        "closed_without_verification": words.closed and not verified and not words.failed,
        "verified_but_not_closed": verified and words.not_closed,
        "verification_failed": words.failed,
        "done_without_date": words.done and not done and not checked and has("rectified_on"),
        "word_against_date": words.unfinished and done is not None,
        "deadline_before_found": bool(due and found and due < found),
    }
    for code in (code for code, is_so in odd.items() if is_so):
        record.flag(code)


def _same_hand(verifier: str | None, rectifier: str | None) -> bool:
    """One of those who verified is one of those who put it right."""
    return bool(verifier and rectifier and set(verifier.split("、")) & set(rectifier.split("、")))
