"""The frame of every page: who is signed in and in which post, where one can go, and whether it is a trial."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from api.caller import Caller, names_of
from api.depends import caller_or_none
from api.problems import UNAVAILABLE
from api.reading.awaited import keys_to_confirm
from api.reading.powers import holds
from api.seal.history import history_of
from api.services import Services
from api.web.posts import post_words
from api.words import zone_words
from domain.log.events import ForkDeclared


@dataclass(frozen=True)
class Place:
    """An entry of the navigation."""

    href: str
    words: str
    is_current: bool
    waiting: int = 0
    """So many things wait there for the caller."""


@dataclass(frozen=True)
class ShownAppointment:
    """A post as the switch shows it."""

    id: str
    words: str
    is_current: bool


@dataclass(frozen=True)
class ShownCaller:
    """Somebody signed in, as the frame shows them."""

    shown_name: str
    post_words: str
    appointments: tuple[ShownAppointment, ...]
    is_administrator: bool

    @property
    def other_appointments(self) -> bool:
        """Whether there is another post to change to."""
        return len(self.appointments) > 1


START = ("/", "To do")
ADMINISTRATOR_PLACES = (("/accounts", "Accounts"), ("/access/acts", "Acts of access"))
WORKING_PLACES = (
    (*START, ""),
    ("/ledger", "Ledger", ""),
    ("/report", "Report a hazard", "hazard.report"),
    ("/audit", "Audit trail", ""),
    ("/directory", "Units and people", ""),
    ("/imports", "Import", "hazard.take_over"),
    ("/registry", "Registry", "organisation.register_unit"),
    ("/holds", "Legal holds", "hold.place"),
)
"""Where whoever holds a post can go, and the command that a place is for: without it, the place is not shown."""


def frame(request: Request) -> dict[str, Any]:
    """Values for `layout.html`."""
    services: Services = request.app.state.services
    found = _caller(request)
    system = services.system
    return {
        "caller": shown_caller(services, found) if found else None,
        "navigation": tuple(_navigation(request, services, found)) if found else (),
        "confirms_keys": found is not None and holds(found, "key.confirm"),
        "may_report": found is not None and holds(found, "hazard.report"),
        "csrf": found.session.csrf_token if found and found.session else "",
        "is_trial": system.application.is_trial,
        "forks": _forks(services),
        "log_name": system.application.log_name,
        "zone": system.settings.zone,
        "zone_name": zone_words(system.settings.zone.key),
    }


def shown_caller(services: Services, caller: Caller) -> ShownCaller:
    """The caller with name and posts in words."""
    person = caller.account.person
    names = names_of(services.system.pool, caller.directory, [person] if person else [])
    shown = tuple(
        ShownAppointment(str(each.id), post_words(services, caller, each), each == caller.appointment)
        for each in caller.appointments
    )
    return ShownCaller(
        shown_name=names.get(person, caller.account.sign_in) if person else caller.account.sign_in,
        post_words=post_words(services, caller, caller.appointment) if caller.appointment else "",
        appointments=shown,
        is_administrator=caller.account.is_administrator,
    )


def _caller(request: Request) -> Caller | None:
    """Also the page that says the store is away has a frame: without a caller."""
    try:
        return caller_or_none(request)
    except UNAVAILABLE:
        return None


def _forks(services: Services) -> tuple[ForkDeclared, ...]:
    """Histories of this log that were left in the open: every page says so."""
    try:
        with services.system.pool.connection() as connection:
            history = history_of(connection, services.system.application.log_name)
    except UNAVAILABLE:
        return ()
    return tuple(fork.declared for fork in history.forks)


def _navigation(request: Request, services: Services, caller: Caller) -> Iterator[Place]:
    path = request.url.path
    for href, words in _places(caller):
        waiting = keys_to_confirm(services, caller) if (href, words) == START else 0
        yield Place(href, words, path == href or (href != "/" and path.startswith(href)), waiting)


def _places(caller: Caller) -> tuple[tuple[str, str], ...]:
    """Where the caller finds something to look at or to do."""
    if caller.account.is_administrator:
        return ADMINISTRATOR_PLACES
    if caller.appointment is None:
        return (START,)
    return tuple((href, words) for href, words, command in WORKING_PLACES if not command or holds(caller, command))
