"""The start page: what is to be done today in this post, and for superiors how their units stand."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.reading import overview, todo
from api.reading.awaited import awaited_keys
from api.reading.models import reading
from api.reading.powers import may
from api.services import Services
from api.web.asking import own_position
from api.web.held import shown_waiting
from api.web.put_aside import put_aside
from api.web.rendering import page
from domain.appointment.posts import Post
from domain.appointment.powers_table import POWERS
from domain.deadline.workdays import year_to_enter
from domain.organisation.kinds import UnitKind

router = APIRouter()
ENTER_CALENDAR = "deadline.enter_calendar"
READERS = frozenset({Post.AUDITOR, Post.INVESTIGATOR})


@router.get("/")
def show(request: Request, services: Shared, caller: SignedIn) -> Response:
    """To do and overview; who holds no post is told so, administrators are led to the accounts."""
    now, position = services.system.clock(), own_position(request)
    post = caller.appointment.post if caller.appointment else None
    return page(
        request,
        "start/show.html",
        post=post.value if post else "",
        todos=_todos(request, services, caller) if post and post not in READERS else None,
        overview=_overview(services, caller, position) if _has_units(caller) else None,
        silent_days=overview.SILENT_DAYS,
        is_reader=post in READERS,
        is_registrar=post is Post.REGISTRAR,
        year_missing=_year_missing(services, caller),
        may_enter=may(caller, ENTER_CALENDAR, None),
        waiting=shown_waiting(services, caller),
        keys=awaited_keys(services, caller),
        to_sign=put_aside(services, caller),
        now=now,
    )


def _todos(request: Request, services: Services, caller: Caller) -> todo.ToDos:
    with reading(services, todo.MODELS, caller, position=own_position(request)) as connection:
        return todo.todos(services, connection, caller, services.system.clock())


def _overview(services: Services, caller: Caller, position: int) -> overview.Overview:
    with reading(services, overview.MODELS, caller, position=position) as connection:
        return overview.overview(connection, caller, services.system.clock())


def _year_missing(services: Services, caller: Caller) -> int | None:
    """The calendar to be entered, said only to posts that enter calendars."""
    post = caller.appointment.post if caller.appointment else None
    if post not in POWERS[ENTER_CALENDAR].subtree:
        return None
    return year_to_enter(services.system.application.reference.clocks.years, caller.today)


def _has_units(caller: Caller) -> bool:
    """Whether the caller reads more than one place where hazards are found."""
    if caller.appointment is None or caller.appointment.post is Post.REGISTRAR:
        return False
    places = (unit for unit in caller.directory.units() if unit.kind is not UnitKind.SECTION)
    covered = (unit for unit in places if caller.readable.covers(caller.directory.path(unit.id, caller.today)))
    return next(covered, None) is not None and next(covered, None) is not None
