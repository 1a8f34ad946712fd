"""The audit trail as pages and paper show it: found by the read model, told from the events themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from api.caller import Caller
from api.naming import hazard_named, identifier
from api.reading.audit_lines import about_words, ids_with, of_hazards
from api.reading.ledger_asked import NOWHERE, NotAChoice, day_asked, end_of, start_of
from api.reading.life import LifeEvent, life_of
from api.reading.models import eyes_of
from api.reading.names import Names, may_open_person, names_for
from api.reading.signatures import Signs, signatures_of
from api.reading.stored import at_positions
from api.seeing import may_see
from api.services import Services
from api.words import term
from domain.appointment.posts import Post
from domain.hazard.state import Hazard
from domain.kernel.identity import StreamId
from domain.kernel.refusals import NotKnown
from domain.key.terms import Level
from projections.audit_trail import ask as trail
from projections.audit_trail.ask import TrailFilter
from projections.audit_trail.flags import FLAGS
from projections.audit_trail.view import Act, Trail
from projections.fence import Reading

MODELS = ("audit_trail", "hazard_ledger")
NAMES = ("hazard", "unit", "person", "post", "kind", "level", "key", "flag", "from", "until")
KINDS = (
    *("hazard", "organisation", "person", "appointment", "key", "policy", "deadline", "register", "access"),
    *("hold", "retention", "subject", "log"),
)
ANY_FLAG = "any"
LIMIT = 50


@dataclass(frozen=True, kw_only=True)
class AuditAsked:
    """Which acts are asked for. `is_nowhere`: by somebody who reads nothing, or of something not to be known of."""

    params: Mapping[str, str] = field(default_factory=dict)
    filter: TrailFilter = field(default_factory=TrailFilter)
    under: str | None = None
    after: str | None = None
    is_nowhere: bool = False
    given_hazard: UUID | None = None
    """A hazard outside of what one reads, of which something was given to the caller."""

    def query(self, **changed: str) -> str:
        """The address of the same question, with changes."""
        return urlencode({name: value for name, value in (dict(self.params) | changed).items() if value})


@dataclass(frozen=True, kw_only=True)
class TrailRow:
    """An act in words, and what it was about."""

    event: LifeEvent
    about: str
    about_href: str | None
    unit: str
    flags: tuple[str, ...]
    """What is odd about it among other acts, in words."""


@dataclass(frozen=True, kw_only=True)
class TrailPage:
    """Rows, newest first, and what leads on."""

    rows: tuple[TrailRow, ...]
    after: str | None


def audit_asked(services: Services, caller: Caller, params: Mapping[str, str]) -> AuditAsked:
    """What an address asks. Raises `Malformed` for what nobody can have chosen."""
    zone = services.system.settings.zone
    given = {name: text for name in NAMES if (text := params.get(name, "").strip())}
    hazard, is_given = _hazard(services, caller, given.get("hazard"))
    person = _person(caller, given.get("person"))
    unit = caller.directory.unit_by_code(given["unit"]) if "unit" in given else None
    under = caller.directory.path(unit.id, caller.today) if unit else NOWHERE
    return AuditAsked(
        params=given,
        filter=TrailFilter(
            hazard=hazard,
            person=person,
            post=_post(given.get("post")),
            kinds=_kind(given.get("kind")),
            levels=_level(given.get("level")),
            key=_key(given.get("key")),
            flag=_flag(given.get("flag")),
            is_flagged="flag" in given,
            recorded_from=start_of(day_asked("from", given), zone),
            recorded_before=end_of(day_asked("until", given), zone),
        ),
        under=under if "unit" in given else None,
        after=params.get("after") or None,
        is_nowhere=not caller.readable.prefixes
        or ("hazard" in given and hazard is None)
        or ("person" in given and person is None),
        given_hazard=hazard if is_given else None,
    )


def trail_page(connection: Reading, caller: Caller, asked: AuditAsked, limit: int = LIMIT) -> Trail:
    """A page of acts, newest first. Raises `PageUnknown`."""
    if asked.is_nowhere:
        return Trail(acts=(), after=None)
    if asked.given_hazard:
        acts = trail.of_hazard(connection, asked.given_hazard)
        return Trail(acts=tuple(act for act in reversed(acts) if _passes(act, asked.filter)), after=None)
    return trail.page(connection, eyes_of(caller), asked.filter, under=asked.under, after=asked.after, limit=limit)


def every_act(connection: Reading, caller: Caller, asked: AuditAsked) -> Iterator[Act]:
    """All acts that are asked for, newest first."""
    if asked.is_nowhere or asked.given_hazard:
        yield from trail_page(connection, caller, asked).acts
    else:
        yield from trail.every(connection, eyes_of(caller), asked.filter, under=asked.under)


def rows_of(services: Services, caller: Caller, acts: Sequence[Act]) -> tuple[TrailRow, ...]:
    """Acts in words, in their order."""
    hazards = of_hazards(services, acts)
    happenings = at_positions(services, [act.position for act in acts])
    names = names_for(services, caller.directory, ids_with(acts, happenings), caller=caller)
    signs = Signs(signatures=signatures_of(services, happenings), superseded=hazards.superseded)
    told = {event.position: event for event in life_of(happenings, names, services.system.settings.zone, signs)}
    return tuple(_row(act, told[act.position], names, hazards.numbers) for act in acts)


def _row(act: Act, event: LifeEvent, names: Names, numbers: Mapping[UUID, str]) -> TrailRow:
    if act.hazard:
        href: str | None = f"/hazards/{act.hazard}"
    else:
        href = names.person_href(act.person) if act.person else names.unit_href(act.unit)
    return TrailRow(
        event=event,
        about=about_words(act, names, numbers),
        about_href=href,
        unit=names.unit(act.unit),
        flags=tuple(term("flag", flag) for flag in act.flags),
    )


def _passes(act: Act, asked: TrailFilter) -> bool:
    is_person = asked.person in (None, act.actor_person, act.person)
    is_kind = asked.kinds is None or act.kind in asked.kinds
    is_late = asked.recorded_from is None or act.recorded_at >= asked.recorded_from
    is_early = asked.recorded_before is None or act.recorded_at < asked.recorded_before
    is_post = asked.post in (None, act.actor_post)
    return is_person and is_kind and is_late and is_early and is_post and _is_signed_so(act, asked)


def _is_signed_so(act: Act, asked: TrailFilter) -> bool:
    is_level = asked.levels is None or act.signature_level in asked.levels
    is_flagged = not asked.is_flagged or (asked.flag in act.flags if asked.flag else bool(act.flags))
    return is_level and is_flagged and asked.key in (None, act.signature_key)


def _hazard(services: Services, caller: Caller, text: str | None) -> tuple[UUID | None, bool]:
    """The hazard, if the caller may see it, and whether only because something of it was given to the caller."""
    if text is None:
        return None, False
    try:
        hazard = hazard_named(services, text)
        state = services.system.application.load(StreamId(hazard), Hazard)
    except NotKnown:
        return None, False
    if not isinstance(state, Hazard) or state.unit is None or not may_see(caller, state):
        return None, False
    return hazard, not caller.readable.covers(caller.directory.path(state.unit, caller.today))


def _person(caller: Caller, text: str | None) -> UUID | None:
    person = identifier(text) if text else None
    return person if person and may_open_person(caller, person) else None


def _post(code: str | None) -> str | None:
    if code is not None and code not in {post.value for post in Post}:
        raise NotAChoice(where="post")
    return code


def _kind(code: str | None) -> tuple[str, ...] | None:
    if code is not None and code not in KINDS:
        raise NotAChoice(where="kind")
    return (code,) if code else None


def _level(code: str | None) -> tuple[str, ...] | None:
    if code is not None and code not in {level.value for level in Level}:
        raise NotAChoice(where="level")
    return (code,) if code else None


def _key(text: str | None) -> UUID | None:
    """A key by its identifier; of one nobody knows nothing is found."""
    key = identifier(text) if text else None
    if text and key is None:
        raise NotAChoice(where="key")
    return key


def _flag(code: str | None) -> str | None:
    if code is not None and code not in (*FLAGS, ANY_FLAG):
        raise NotAChoice(where="flag")
    return None if code == ANY_FLAG else code
