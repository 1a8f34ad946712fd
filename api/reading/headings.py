"""What an export says of itself: by whom, as known when, under which filters."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from api.caller import Caller
from api.exports.heading import ExportHeading
from api.reading.audit import AuditAsked
from api.reading.ledger_asked import LedgerAsked
from api.reading.masking import Masking
from api.reading.moments import Axis, Past
from api.reading.names import names_for
from api.services import Services
from api.times import said
from api.words import say, term
from domain.kernel.identity import PersonId

Filters = tuple[tuple[str, str], ...]


def heading_of(
    services: Services, caller: Caller, past: Past | None, now: datetime, masking: Masking, filters: Filters = ()
) -> ExportHeading:
    """The heading of a document that is exported now; *as it happened* is said among the filters."""
    zone = services.system.settings.zone
    is_happened = past is not None and past.axis is Axis.HAPPENED
    happened = ((say("As it happened"), said(past.at, zone)),) if past and is_happened else ()
    return ExportHeading(
        log=services.system.application.log_name,
        exported_at=now,
        exported_by=_exporter(services, caller),
        zone=zone,
        known_at=past.known_at if past else None,
        filters=(*happened, *filters),
        names=masking.told,
    )


def _exporter(services: Services, caller: Caller) -> str:
    person, appointment = caller.account.person, caller.appointment
    names = names_for(services, caller.directory, [person])
    post = names.post(appointment.id) if appointment else ""
    return " · ".join(part for part in (names.person(person) or caller.account.sign_in, post) if part)


def ledger_filters(asked: LedgerAsked, caller: Caller) -> Filters:
    """The filters of a ledger, label and value in words."""
    return tuple(_filters(asked.params, caller, LEDGER))


def audit_filters(services: Services, asked: AuditAsked, caller: Caller, masking: Masking) -> Filters:
    """The filters of a trail, people by name, hidden as in the rows."""
    person = caller.directory.person(PersonId(asked.filter.person)) if asked.filter.person else None
    named = names_for(services, caller.directory, [asked.filter.person])
    names = named.masked(masking.hides(person.unit if person else None))
    told = dict(asked.params)
    if asked.filter.person:
        told["person"] = names.person(asked.filter.person)
    return tuple(_filters(told, caller, AUDIT))


Value = Callable[[str, Caller], str]


def _plain(value: str, _caller: Caller) -> str:
    return value


def _unit(value: str, caller: Caller) -> str:
    unit = caller.directory.unit_by_code(value)
    is_known = unit is not None and caller.readable.covers(caller.directory.path(unit.id, caller.today))
    return unit.name if unit and is_known else value


def _term(kind: str) -> Value:
    return lambda value, _caller: term(kind, value)


def _state(value: str, _caller: Caller) -> str:
    return {"open": say("everything open"), "closed": say("everything closed")}.get(value) or term("state", value)


def _yes(value: str, _caller: Caller) -> str:
    return say("yes") if value == "1" else value


LEDGER: Mapping[str, tuple[str, Value]] = {
    "q": ("Words", _plain),
    "unit": ("Unit and below", _unit),
    "state": ("State", _state),
    "grade": ("Grade", _term("grade")),
    "category": ("Category", _term("category")),
    "source": ("Source", _term("source")),
    "overdue": ("overdue", _yes),
    "held": ("under a legal hold", _yes),
    "found_from": ("Found from", _plain),
    "found_until": ("Found until", _plain),
    "registered_from": ("Registered from", _plain),
    "registered_until": ("Registered until", _plain),
    "campaign": ("Campaign", _plain),
    "sort": ("Order", _term("sort")),
}
AUDIT: Mapping[str, tuple[str, Value]] = {
    "hazard": ("Hazard", _plain),
    "unit": ("Unit and below", _unit),
    "person": ("Person", _plain),
    "post": ("Post", _term("post")),
    "kind": ("Kind", _term("kind")),
    "level": ("Signature", _term("level")),
    "key": ("Key", _plain),
    "flag": ("Flags", _term("flag")),
    "from": ("Recorded from", _plain),
    "until": ("Recorded until", _plain),
}


def _filters(
    params: Mapping[str, str], caller: Caller, table: Mapping[str, tuple[str, Value]]
) -> Iterator[tuple[str, str]]:
    for name, (label, value) in table.items():
        if name in params:
            yield say(label), value(params[name], caller)
