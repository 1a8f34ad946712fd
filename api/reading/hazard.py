"""One hazard as its page shows it: status, facts, clocks, life line, photos, from the stream itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from api.caller import Caller
from api.reading.clocks import ShownClock, due_state, left_words, runs_of, shown_clocks
from api.reading.event_words import enum_words, flag_words
from api.reading.facts import Section, sections_of
from api.reading.folding import covered, folded
from api.reading.life import LifeEvent, ids_of, life_of
from api.reading.moments import Past
from api.reading.names import Names, names_for
from api.reading.signatures import signs_of_hazard
from api.seeing import Happening, happenings, seen_hazard
from api.services import Services
from api.words import say, term
from domain.hazard.clocks import RECTIFY
from domain.hazard.state import Hazard as HazardState
from domain.kernel.evidence import Evidence
from domain.kernel.refusals import NotKnown
from projections.hazard_ledger.view import Hazard


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photo or paper with the event that brought it."""

    evidence: Evidence
    is_picture: bool
    what: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Status:
    """How it stands: a word, a sign, and how long there is."""

    state: str
    words: str
    grade: str
    grade_words: str
    due_state: str
    """Of the clock that runs out first; empty where none is running."""
    due_words: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class HazardPage:
    """Everything the page shows."""

    id: UUID
    number: str
    title: str
    version: int
    unit_path: tuple[str, ...]
    hazard: Hazard
    status: Status
    sections: tuple[Section, ...]
    clocks: tuple[ShownClock, ...]
    life: tuple[LifeEvent, ...]
    photos: tuple[Photo, ...]
    flags: tuple[str, ...]
    is_claimed: bool
    due_on: date | None
    left_out: int
    """Events of today's record that do not belong to the moment asked for."""

    @property
    def signed_at(self) -> dict[datetime, LifeEvent]:
        """Signed events by the moment of recording: what a fact says of who did it leads there."""
        return {event.recorded_at: event for event in self.life if event.is_signed}


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A hazard that may be seen, with its stream."""

    state: HazardState
    happenings: tuple[Happening, ...]


def load(services: Services, caller: Caller, hazard: UUID) -> Loaded:
    """The hazard and its events; refuses with `NotKnown` what is not there or not for the caller."""
    state = seen_hazard(services, caller, hazard)
    return Loaded(state=state, happenings=tuple(happenings(services, hazard)))


def page_of(services: Services, caller: Caller, loaded: Loaded, past: Past | None, now: datetime) -> HazardPage:
    """The page, now or at the moment asked for; `NotKnown` where it was not there yet."""
    zone = services.system.settings.zone
    shown = covered(loaded.happenings, past, zone)
    hazard = folded(loaded.happenings, past, zone)
    if hazard is None:
        raise NotKnown
    names = names_for(services, caller.directory, ids_of(shown) | set(hazard.named), caller=caller)
    at = past.at if past else now
    events = [each.event for each in shown]
    life = life_of(shown, names, zone, signs_of_hazard(services, shown))
    return HazardPage(
        id=hazard.hazard,
        number=hazard.number or say("not registered yet"),
        title=f"{names.unit(hazard.unit)} · {hazard.place}",
        version=hazard.version,
        unit_path=_units_above(hazard, names),
        hazard=hazard,
        status=status_of(hazard, at),
        sections=sections_of(hazard, events, names),
        clocks=shown_clocks(runs_of(shown), names, at),
        life=life,
        photos=photos_of(life),
        flags=tuple(flag_words(flag) for flag in hazard.flags),
        is_claimed=hazard.basis.value == "claimed",
        due_on=hazard.extended_to_on or hazard.due_on,
        left_out=len(loaded.happenings) - len(shown),
    )


def status_of(hazard: Hazard, at: datetime) -> Status:
    """How a hazard stands at a moment: by the clock that runs out first."""
    due = hazard.next_due_at if hazard.is_open else None
    state = "" if due is None else _due_state(hazard, due, at)
    return Status(
        state=hazard.state.value,
        words=enum_words(hazard.state),
        grade=hazard.grade.value,
        grade_words=enum_words(hazard.grade),
        due_state=state,
        due_words=_due_words(hazard, due, at) if due else "",
        is_open=hazard.is_open,
    )


SOON_DAYS = 3
"""In lists, which know when a clock runs out and not when it warns, so many days before count as soon (house rule)."""


def _due_words(hazard: Hazard, due: datetime, at: datetime) -> str:
    """What is due and how long there is: of the clock that runs out first."""
    clock = next(name for name, moment in hazard.due.items() if moment == due)
    return say("{clock}: {left}", clock=term("clock", clock.partition("/")[0]), left=left_words(due, at))


def _due_state(hazard: Hazard, due: datetime, at: datetime) -> str:
    days = SOON_DAYS if due == hazard.due.get(RECTIFY) else 1
    return due_state(due, due - timedelta(days=days), at)


def _units_above(hazard: Hazard, names: Names) -> tuple[str, ...]:
    above = names.directory.ancestors(hazard.unit)
    return tuple(unit.name for unit in reversed(above))


def photos_of(life: Iterable[LifeEvent]) -> tuple[Photo, ...]:
    """Every photo and paper, in the order in which they were added."""
    return tuple(
        Photo(evidence=each, is_picture=each.kind.startswith("image/"), what=event.what, recorded_at=event.recorded_at)
        for event in life
        for each in event.evidence
    )
