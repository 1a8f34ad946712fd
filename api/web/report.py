"""Report a hazard from a phone: place, category, what it is, photos; one press, and a receipt."""

from dataclasses import replace
from uuid import UUID, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller
from api.depends import KeptForm, Shared, SignedIn
from api.reading.powers import holds
from api.services import Services
from api.web.forms.asking import HAPPENED, Asking, ask, give
from api.web.forms.choices import Choosing
from api.web.forms.fields import Field
from api.web.forms.hazard import later_fields
from api.web.forms.resuming import HeldForm
from api.web.forms.shape import fields_of
from api.web.forms.table import WHEN
from api.web.holding import HOLDING
from api.web.next_steps import next_after
from api.web.posts import signing_words
from domain.application import Receipt
from domain.catalogue import COMMANDS
from domain.kernel.identity import UnitId
from domain.kernel.refusals import NoPower

router = APIRouter(dependencies=[HOLDING])

REPORT = "hazard.report"
ORDER = ("unit", "place", "category", "description", "evidence", "grade_proposed", HAPPENED)
"""As somebody in a corridor thinks: where, what, show it, how grave."""


@router.get("/report")
def show(request: Request, services: Shared, caller: SignedIn, held: HeldForm) -> Response:
    """The form, with the unit of the post chosen."""
    if not holds(caller, REPORT):
        raise NoPower(post=caller.acting.post.value)
    return ask(request, services, caller, _asking(services, caller), held)


@router.post("/report")
def report(request: Request, services: Shared, caller: SignedIn, form: KeptForm) -> Response:
    """Record that it was found; with the second button go on to put it right on the spot."""
    return give(request, services, caller, form, _asking(services, caller, then=form.get("then", "")))


def _asking(services: Services, caller: Caller, then: str = "") -> Asking:
    home = caller.directory.body(caller.acting.unit, caller.today)
    choosing = Choosing(services=services, caller=caller, unit=UnitId(home))

    def done(receipt: Receipt) -> str:
        hazard = uuid5(receipt.command, "hazard")
        return next_after(hazard, receipt.command, then)

    return Asking(
        command=REPORT,
        given={},
        fresh="hazard",
        fields=_fields(),
        choices=choosing,
        action="/report",
        done=done,
        presets=_presets(caller, home),
        template="report/show.html",
        context={"later": later_fields(REPORT), "signing": signing_words(services, caller), "back": None},
    )


def _presets(caller: Caller, home: UUID) -> dict[str, tuple[str, ...]]:
    return {
        "unit": (str(home),),
        "grade_proposed": ("general",),
        "source": ("staff",),
        HAPPENED: (caller.today.isoformat(),),
    }


def _fields() -> tuple[Field, ...]:
    """The fields in the order of the corridor; what is rarely said comes last."""
    found_on = replace(WHEN, label="field.found_on")
    found = {each.name: each for each in (*fields_of(COMMANDS[REPORT], {"hazard"}), found_on)}
    source = replace(found["source"], codes=tuple(code for code in found["source"].codes if code != "ledger"))
    found["source"] = replace(source, is_required=True)
    found["grade_proposed"] = replace(found["grade_proposed"], is_required=True)
    first = [found.pop(name) for name in ORDER]
    return (*first, *found.values())
