"""The frame of every page: who is signed in and in which post, where one can go, and whether it is a trial."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request

from api.caller import Caller, names_of
from api.depends import caller_or_none
from api.problems import UNAVAILABLE
from api.services import Services
from api.words import term, zone_words
from domain.appointment.posts import Post
from domain.appointment.state import Appointment


@dataclass(frozen=True)
class Place:
    """An entry of the navigation."""

    href: str
    words: str
    is_current: bool


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


WORKING_PLACES = (
    ("/", "To do"),
    ("/ledger", "Ledger"),
    ("/report", "Report a hazard"),
    ("/audit", "Audit trail"),
    ("/directory", "Units and people"),
    ("/imports", "Import"),
)
REGISTRAR_PLACES = (("/registry", "Registry"),)
ADMINISTRATOR_PLACES = (("/accounts", "Accounts"),)


def frame(request: Request) -> dict[str, Any]:
    """Values for `layout.html`."""
    services: Services = request.app.state.services
    found = _caller(request)
    system = services.system
    return {
        "caller": shown_caller(services, found) if found else None,
        "navigation": _navigation(request, found),
        "csrf": found.session.csrf_token if found and found.session else "",
        "is_trial": system.application.is_trial,
        "log_name": system.application.log_name,
        "zone": system.settings.zone,
        "zone_name": zone_words(system.settings.zone.key),
    }


def shown_caller(services: Services, caller: Caller) -> ShownCaller:
    """The caller with name and posts in words."""
    person = caller.account.person
    names = names_of(services.system.pool, caller.directory, [person] if person else [])
    shown = tuple(
        ShownAppointment(str(each.id), post_words(caller, each), each == caller.appointment)
        for each in caller.appointments
    )
    return ShownCaller(
        shown_name=names.get(person, caller.account.sign_in) if person else caller.account.sign_in,
        post_words=post_words(caller, caller.appointment) if caller.appointment else "",
        appointments=shown,
        is_administrator=caller.account.is_administrator,
    )


def post_words(caller: Caller, appointment: Appointment) -> str:
    """Unit and post in words; a delegated or acting one says so."""
    unit = caller.directory.unit(appointment.unit)
    words = f"{unit.name if unit else ''} {term('post', appointment.post.value)}"
    is_plain = appointment.kind.value == "substantive"
    return words if is_plain else f"{words} · {term('appointment_kind', appointment.kind.value)}"


def _caller(request: Request) -> Caller | None:
    """Also the page that says the store is away has a frame: without a caller."""
    try:
        return caller_or_none(request)
    except UNAVAILABLE:
        return None


def _navigation(request: Request, caller: Caller | None) -> tuple[Place, ...]:
    if caller is None:
        return ()
    places: tuple[tuple[str, str], ...] = ADMINISTRATOR_PLACES if caller.account.is_administrator else WORKING_PLACES
    if caller.appointment and caller.appointment.post is Post.REGISTRAR:
        places = (*WORKING_PLACES, *REGISTRAR_PLACES)
    path = request.url.path
    return tuple(Place(href, words, path == href or (href != "/" and path.startswith(href))) for href, words in places)
