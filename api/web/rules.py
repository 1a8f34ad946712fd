"""What concerns everybody: calendars, limits, levels of signature; looked at by all, changed from the root."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller
from api.depends import KeptForm, Shared, SignedIn
from api.reading.powers import may
from api.services import Services
from api.web.forms.asking import Asking, ask, give
from api.web.forms.choices import Choosing
from api.web.forms.resuming import HeldForm
from api.web.forms.shape import fields_of
from api.web.holding import HOLDING
from api.web.posts import signing_words
from api.web.registry import notice_of
from api.web.rendering import page
from api.words import say, term
from domain.catalogue import COMMANDS
from domain.deadline.events import CalendarEntered
from domain.deadline.state import LIMITS, Clocks, calendar_stream
from domain.kernel.identity import StreamId
from domain.kernel.refusals import NoPower, NotKnown
from domain.policy.signing_levels import meaning_of
from domain.policy.state import SIGNING

router = APIRouter(dependencies=[HOLDING])

ENTER, SET, LEVEL = "deadline.enter_calendar", "deadline.set_limit", "policy.set_signing_level"


@router.get("/registry/calendars")
def calendars(request: Request, services: Shared, caller: SignedIn) -> Response:
    """Every year that was entered, the newest first."""
    clocks = _clocks(services)
    years = [clocks.years[year] for year in sorted(clocks.years, reverse=True)]
    following = max(clocks.years, default=caller.today.year - 1) + 1
    return page(
        request,
        "registry/calendars.html",
        years=years,
        following=following,
        may_enter=may(caller, ENTER, None),
        notice=notice_of(request),
    )


@router.get("/registry/calendars/{year}")
def show_calendar(request: Request, services: Shared, caller: SignedIn, year: int, held: HeldForm) -> Response:
    """The form that enters a year, filled in with what stands there."""
    return ask(request, services, caller, _for_calendar(services, caller, year), held)


@router.post("/registry/calendars/{year}")
def enter_calendar(request: Request, services: Shared, caller: SignedIn, form: KeptForm, year: int) -> Response:
    """Enter the year, or enter it again where it changed."""
    return give(request, services, caller, form, _for_calendar(services, caller, year))


@router.get("/registry/limits")
def limits(request: Request, services: Shared, caller: SignedIn) -> Response:
    """Every limit in its newest version, with its source."""
    found = _clocks(services).limits
    newest = [found.versions(name)[-1] for name in found.names()]
    return page(
        request,
        "registry/limits.html",
        limits=newest,
        may_set=may(caller, SET, None),
        notice=notice_of(request),
    )


@router.get("/registry/limits/{limit}")
def show_limit(request: Request, services: Shared, caller: SignedIn, limit: str, held: HeldForm) -> Response:
    """The form that changes a limit from a day on."""
    return ask(request, services, caller, _for_limit(services, caller, limit), held)


@router.post("/registry/limits/{limit}")
def set_limit(request: Request, services: Shared, caller: SignedIn, form: KeptForm, limit: str) -> Response:
    """Change it; what is running keeps the deadline it was given."""
    return give(request, services, caller, form, _for_limit(services, caller, limit))


@router.get("/registry/signing-levels")
def signing_levels(request: Request, services: Shared, caller: SignedIn) -> Response:
    """Which act needs which level of signature, what a signature under it means, and since when."""
    levels = services.system.application.reference.levels
    newest = [levels.versions(act)[-1] for act in levels.acts()]
    return page(
        request,
        "registry/signing_levels.html",
        levels=newest,
        meaning_of=meaning_of,
        may_set=may(caller, LEVEL, None),
        notice=notice_of(request),
    )


@router.get("/registry/signing-levels/{act}")
def show_signing_level(request: Request, services: Shared, caller: SignedIn, act: str, held: HeldForm) -> Response:
    """The form that changes the level of an act from a day on."""
    return ask(request, services, caller, _for_level(services, caller, act), held)


@router.post("/registry/signing-levels/{act}")
def set_signing_level(request: Request, services: Shared, caller: SignedIn, form: KeptForm, act: str) -> Response:
    """Change it; what was done before keeps the level that was needed then."""
    return give(request, services, caller, form, _for_level(services, caller, act))


def _clocks(services: Services) -> Clocks:
    return services.system.application.reference.clocks


def _for_calendar(services: Services, caller: Caller, year: int) -> Asking:
    asking = _asking(services, caller, ENTER, {"year": year}, calendar_stream(year))
    back = {"href": "/registry/calendars", "words": say("Working-day calendars")}
    return replace(
        asking,
        action=f"/registry/calendars/{year}",
        done=lambda _: f"/registry/calendars?done={ENTER}",
        presets=_entered(_clocks(services).years.get(year)),
        context={**asking.context, "back": back, "about": str(year)},
    )


def _entered(calendar: CalendarEntered | None) -> dict[str, tuple[str, ...]]:
    """What stands there for a year, one day a line."""
    if calendar is None:
        return {}
    return {
        "holidays": ("\n".join(map(str, calendar.holidays)),),
        "makeup_workdays": ("\n".join(map(str, calendar.makeup_workdays)),),
        "source": (say(calendar.source),),
    }


def _for_limit(services: Services, caller: Caller, limit: str) -> Asking:
    versions = _clocks(services).limits.versions(limit)
    if not versions:
        raise NotKnown
    newest = versions[-1]
    asking = _asking(services, caller, SET, {"limit": limit}, LIMITS)
    said = {name: (str(getattr(newest, name)),) for name in ("amount", "warn_percent", "escalate_percent")}
    said["source"] = (say(newest.source),)
    return replace(
        asking,
        action=f"/registry/limits/{limit}",
        done=lambda _: f"/registry/limits?done={SET}",
        presets={**said, "unit": (newest.unit.value,), "effective_on": (caller.today.isoformat(),)},
        context={
            **asking.context,
            "back": {"href": "/registry/limits", "words": say("Limits")},
            "about": term("limit", limit),
        },
    )


def _for_level(services: Services, caller: Caller, act: str) -> Asking:
    versions = services.system.application.reference.levels.versions(act)
    if not versions:
        raise NotKnown
    newest = versions[-1]
    asking = _asking(services, caller, LEVEL, {"act": act}, SIGNING)
    return replace(
        asking,
        action=f"/registry/signing-levels/{act}",
        done=lambda _: f"/registry/signing-levels?done={LEVEL}",
        presets={
            "general": (newest.general.value,),
            "major": (newest.major.value,),
            "effective_on": (caller.today.isoformat(),),
        },
        context={
            **asking.context,
            "back": {"href": "/registry/signing-levels", "words": say("Levels of signature")},
            "about": term("command", act),
        },
    )


def _asking(services: Services, caller: Caller, command: str, given: dict[str, Any], stream: UUID) -> Asking:
    if not may(caller, command, None):
        raise NoPower(post=caller.acting.post.value)
    return Asking(
        command=command,
        given=given,
        stream=StreamId(stream),
        version=services.system.application.reference.versions.get(stream, 0),
        fields=fields_of(COMMANDS[command], given),
        choices=Choosing(services=services, caller=caller),
        action="",
        done=lambda _: "/registry",
        template="registry/form.html",
        context={"later": (), "signing": signing_words(services, caller)},
    )
