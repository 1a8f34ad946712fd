"""A command asked for by a form: shown, given, refused with everything kept, answered once however often pressed."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid5

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.asking import attest
from api.caller import Caller
from api.commanding import NoSuchDay, build
from api.depends import Form as SentForm
from api.naming import identifier
from api.problems import UNAVAILABLE, Problem, problem_of
from api.reading.life import LifeEvent
from api.reading.models import POSITION_COOKIE
from api.services import Services
from api.signing.prepared import Prepared
from api.web.forms import showing
from api.web.forms.changes import changes_since
from api.web.forms.fields import Field, Widget
from api.web.forms.finding import Choices
from api.web.forms.reading import values_of
from api.web.forms.resuming import Resumed
from api.web.forms.sent_before import SentBefore, sent_before
from api.web.forms.signing import to_be_signed
from api.web.forms.typed import Typed
from api.web.forms.uploads import keep_files, same_files
from api.web.rendering import page
from api.words import say
from domain.application import Receipt
from domain.kernel.circumstances import Happened
from domain.kernel.evidence import Evidence
from domain.kernel.identity import StreamId
from domain.kernel.refusals import CommandIdUsedBefore, MovedOn, Refusal
from domain.record import Recorded

EVIDENCE, HAPPENED, ANEW = "evidence", "happened", "anew"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One command as a page asks for it."""

    command: str
    given: Mapping[str, Any]
    """Values that nobody types: which hazard, which unit."""
    stream: StreamId | None = None
    """What the command is for; none where something new begins."""
    version: int = 0
    """The version that is shown."""
    fresh: str = ""
    """The field that gets a new identifier where something begins: nobody chooses it, a repeat has the same."""
    fields: tuple[Field, ...]
    choices: Choices
    action: str
    """The address the form is sent to."""
    done: Callable[[Receipt], str]
    """Where to go when it is recorded."""
    presets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    template: str = "forms/page.html"
    context: Mapping[str, Any] = field(default_factory=dict)
    mend: Callable[[dict[str, Any]], dict[str, Any]] = dict
    """Makes values of what people call things: a number into the entry it is of."""
    keeps: Mapping[str, str] = field(default_factory=dict)
    """Hidden values of the page's own that come back with the form."""

    @property
    def takes_files(self) -> bool:
        """Whether photos and papers can come along."""
        return any(each.widget is Widget.EVIDENCE for each in self.fields)


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A form that came in: what was typed, under which command id, on which version."""

    typed: Typed
    command_id: UUID
    seen: int
    more: str = ""


def ask(request: Request, services: Services, caller: Caller, asking: Asking, held: Resumed | None = None) -> Response:
    """The form as it is first shown, or as it was held while its person signed in again.

    Where something begins, the command id stands in the address: the way back leads to the same form, which says what
    it came to. Browsers put what was typed into it again, and pressing would begin a second thing under a new id.
    """
    if held:
        return _resumed(request, services, caller, asking, held)
    named = identifier(request.query_params.get("form", ""))
    if asking.fresh and named is None:
        address = request.url.include_query_params(form=services.system.new_id())
        return RedirectResponse(f"{address.path}?{address.query}", 303)
    command_id = named or services.system.new_id()
    fresh = Pressed(typed=Typed(asking.presets), command_id=command_id, seen=asking.version)
    return _form(request, asking, fresh, before=sent_before(services, caller, named) if named else None)


def give(request: Request, services: Services, caller: Caller, sent: SentForm, asking: Asking) -> Response:
    """Do what the form asks; add a row where that was asked; show a refusal with everything kept, files included.

    A form of an earlier session is shown again instead: the post acted in may be another than the one it named.
    """
    pressed, kept = _pressed(services, Typed.of_form(sent)), list[Evidence]()
    try:
        for each in keep_files(services, caller, sent):
            kept.append(each)
        if not pressed.more and not sent.is_earlier:
            come_to = _given(services, caller, asking, _with_files(pressed, kept), kept)
            _let_go(services, caller, sent)
            if isinstance(come_to, Prepared):
                return RedirectResponse(f"/sign/{come_to.id}", 303)
            return _away(asking.done(come_to), come_to)
    except Refusal as refusal:
        return _refused(request, services, caller, asking, _with_files(pressed, kept), refusal)
    notice = say("You signed in again meanwhile and nothing was sent yet: look through the form and press once more.")
    return _form(request, asking, _with_files(pressed, kept), notice=notice if sent.is_earlier else None)


def _resumed(request: Request, services: Services, caller: Caller, asking: Asking, held: Resumed) -> Response:
    pressed = _pressed(services, held.typed)
    notice = say("Your time had run out and nothing was sent. Everything you typed is here: look through it and press.")
    if held.left_out:
        too_large = say("{count} photos or papers were too large to be kept: choose them again.", count=held.left_out)
        notice = f"{notice} {too_large}"
    problem = problem_of(held.refusal) if held.refusal else None
    before = sent_before(services, caller, pressed.command_id)
    return _form(request, asking, pressed, problem, notice=notice, before=before)


def _let_go(services: Services, caller: Caller, sent: SentForm) -> None:
    """What was recorded need not be held any more; should the store be away just now, time will do it."""
    command_id = identifier(sent.get("command_id", ""))
    with suppress(*UNAVAILABLE):
        if command_id:
            services.held.answered(command_id, caller.account.id)


def _away(target: str, receipt: Receipt) -> RedirectResponse:
    """To where it goes on; lists wait until they have come as far as this act."""
    answer = RedirectResponse(target, 303)
    answer.set_cookie(POSITION_COOKIE, str(receipt.position), httponly=True, samesite="lax", path="/")
    return answer


def _pressed(services: Services, typed: Typed) -> Pressed:
    """What came with the form; what is missing or was tampered with is as on a fresh one.

    Who said that it shall be sent as a new one gave it the id that was offered for that.
    """
    seen = typed.one("seen")
    return Pressed(
        typed=typed,
        command_id=identifier(typed.one(ANEW)) or identifier(typed.one("command_id")) or services.system.new_id(),
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
        more=typed.one("more"),
    )


def _with_files(pressed: Pressed, kept: Iterable[Evidence]) -> Pressed:
    added = tuple(str(each.attachment) for each in kept)
    files = tuple(dict.fromkeys((*pressed.typed.several(EVIDENCE), *added)))
    return replace(pressed, typed=pressed.typed.with_values(evidence=files))


def _given(
    services: Services, caller: Caller, asking: Asking, pressed: Pressed, kept: Iterable[Evidence]
) -> Receipt | Prepared:
    """The receipt, or the step to be signed. A second press brings its files again: then those of the first count."""
    try:
        return _handled(services, caller, asking, pressed)
    except CommandIdUsedBefore:
        first = services.system.application.store.answered(pressed.command_id)
        mapper = services.system.application.mapper
        events = [cast("Recorded", mapper.to_domain_event(each.stored)) for each in first[1]] if first else []
        same = same_files(kept, events)
        if not same:
            raise
        files = tuple(same.get(each, each) for each in pressed.typed.several(EVIDENCE))
        return _handled(services, caller, asking, replace(pressed, typed=pressed.typed.with_values(evidence=files)))


def _handled(services: Services, caller: Caller, asking: Asking, pressed: Pressed) -> Receipt | Prepared:
    system = services.system
    values = asking.mend({**values_of(asking.fields, pressed.typed), **asking.given})
    values.pop(HAPPENED, None)
    if asking.fresh:
        values[asking.fresh] = str(uuid5(pressed.command_id, asking.fresh))
    command = build(asking.command, values, disclose=system.disclose, attest=attest(services, caller))
    happened = _happened(asking, pressed.typed, caller.today)
    asked = replace(system.asked(caller.actor, pressed.command_id), happened=happened)
    seen = pressed.seen if asking.stream else None
    prepared = to_be_signed(
        services,
        caller,
        command,
        asked,
        seen=seen,
        typed=pressed.typed,
        action=asking.action,
        then=asking.done(Receipt(command=asked.command_id, versions={}, position=0)),
    )
    return prepared or system.application.handle(command, asked, {} if seen is None else {command.stream: seen})


def _happened(asking: Asking, typed: Typed, today: date) -> Happened | None:
    """The day that was said, where the form asks for one and it is another than today."""
    is_asked = any(each.name == HAPPENED for each in asking.fields)
    said = typed.one(HAPPENED).strip() if is_asked else ""
    try:
        day = date.fromisoformat(said) if said else today
    except ValueError as error:
        raise NoSuchDay(where=HAPPENED) from error
    return None if day == today else Happened(on=day)


def _refused(
    request: Request, services: Services, caller: Caller, asking: Asking, pressed: Pressed, refusal: Refusal
) -> HTMLResponse:
    problem, changes, before = problem_of(refusal), tuple[LifeEvent, ...](), None
    if isinstance(refusal, MovedOn) and asking.stream:
        changes = changes_since(services, asking.stream, pressed.seen)
        pressed = replace(pressed, seen=int(str(refusal.places["current"])))
    if isinstance(refusal, CommandIdUsedBefore):
        before = sent_before(services, caller, pressed.command_id)
        pressed = pressed if before else replace(pressed, command_id=services.system.new_id())
    return _form(request, asking, pressed, problem, changes, before=before)


def _form(
    request: Request,
    asking: Asking,
    pressed: Pressed,
    problem: Problem | None = None,
    changes: tuple[LifeEvent, ...] = (),
    *,
    before: SentBefore | None = None,
    notice: str | None = None,
) -> HTMLResponse:
    form = showing.Form(pressed.typed, asking.choices, problem, pressed.more)
    fields = showing.shown(asking.fields, form)
    return page(
        request,
        asking.template,
        status=problem.status if problem else 200,
        command=asking.command,
        action=asking.action,
        fields=fields,
        problem=problem,
        is_beside=bool(problem and showing.place_of(asking.fields, form)),
        changes=changes,
        before=before,
        notice=notice,
        command_id=pressed.command_id,
        seen=pressed.seen,
        more_open=bool(pressed.more),
        keeps=asking.keeps,
        takes_files=asking.takes_files,
        **asking.context,
    )
