"""One's own keys, and for registrars those of others: brought, named, confirmed, refused, revoked."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.caller import Caller
from api.depends import KeptForm, SentForm, Shared, SignedIn
from api.naming import identifier
from api.problems import Problem, problem_of
from api.reading.awaited import waiting_keys
from api.reading.keys import CODE, KeyShown, registrars_for, shown, whole_fingerprint
from api.reading.powers import holds, may
from api.reading.preparing import prepare
from api.services import Services
from api.signing.prepared import Form, Prepared
from api.signing.refusals import PasskeyNotMade
from api.signing.webauthn import Registration
from api.web.forms.asking import Asking, ask, give
from api.web.forms.choices import Choosing
from api.web.forms.resuming import HeldForm
from api.web.forms.shape import fields_of
from api.web.holding import HOLDING
from api.web.next_steps import circumstances_of
from api.web.paging import by_key
from api.web.posts import signing_words
from api.web.registry import notice_of
from api.web.rendering import page
from api.web.sign import MOST
from api.words import current_language, say
from domain.application import Asked
from domain.catalogue import COMMANDS
from domain.kernel.commands import Command
from domain.kernel.identity import KeyId, StreamId
from domain.kernel.refusals import NoPower, NotKnown, Refusal
from domain.key.commands import ConfirmKey
from domain.key.state import Key, fingerprint
from domain.key.terms import Scheme
from domain.key.vouching import is_for_another, is_for_console

router = APIRouter(dependencies=[HOLDING])

MINE = {"rename": "key.rename", "revoke": "key.revoke"}
OTHERS = {"confirm": "key.confirm", "refuse": "key.refuse", "revoke": "key.revoke"}


class _Vouching(NamedTuple):
    """Of a registrar's own keys those that the console confirms, and those that nobody else can."""

    console: frozenset[UUID] = frozenset()
    oneself: frozenset[UUID] = frozenset()


@router.get("/me/keys")
def mine(request: Request, services: Shared, caller: SignedIn) -> Response:
    """My keys, and how to bring one."""
    return _mine(request, services, caller)


@router.post("/me/keys/challenge")
def challenge(services: Shared, caller: SignedIn, _form: SentForm) -> Response:
    """What this browser needs to have a passkey made; asked for by its script."""
    caller.actor  # noqa: B018 - who holds no post brings no key
    made = services.enrolling.challenge(caller.account)
    return JSONResponse(
        {
            "id": str(made.id),
            "challenge": _coded(made.value),
            "relyingParty": made.relying_party,
            "user": _coded(made.user),
            "name": caller.account.sign_in,
            "algorithms": made.algorithms,
            "known": made.known,
        },
        headers={"Cache-Control": "no-store"},
    )


@router.post("/me/keys")
def bring(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """Bring a key; it signs its own enrolment on the next page."""
    try:
        command = _brought(services, caller, form)
        prepared = _prepared(
            services, caller, command, services.system.asked(caller.actor), f"/me/keys?done={command.name}"
        )
    except Refusal as refusal:
        return _mine(request, services, caller, problem_of(refusal), form)
    return RedirectResponse(f"/sign/{prepared.id}", 303)


@router.get("/me/keys/{key_id}/{step}")
def show_for_mine(
    request: Request, services: Shared, caller: SignedIn, key_id: UUID, step: str, held: HeldForm
) -> Response:
    """The form that renames or revokes a key of mine."""
    return ask(request, services, caller, _for_key(services, caller, _own(services, caller, key_id), MINE, step), held)


@router.post("/me/keys/{key_id}/{step}")
def give_for_mine(
    request: Request, services: Shared, caller: SignedIn, form: KeptForm, key_id: UUID, step: str
) -> Response:
    """Rename or revoke it."""
    return give(request, services, caller, form, _for_key(services, caller, _own(services, caller, key_id), MINE, step))


@router.get("/registry/keys")
def others(request: Request, services: Shared, caller: SignedIn, after: str = "", state: str = "waiting") -> Response:
    """Keys of the people below, those that wait for confirmation first."""
    return _others(request, services, caller, state, after)


@router.post("/registry/keys")
def confirm_several(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """Confirm several at once: each on the next page as a statement of its own, each with a signature of its own."""
    asked = [identifier(each) for each in form.several("key")][:MOST]
    keys = [_below(services, caller, each) for each in asked if each]
    try:
        steps = [_to_confirm(services, caller, each) for each in keys]
    except Refusal as refusal:
        return _others(request, services, caller, "waiting", "", problem_of(refusal))
    if not steps:
        return RedirectResponse("/registry/keys", 303)
    return RedirectResponse(f"/sign/{','.join(str(each.id) for each in steps)}", 303)


@router.get("/registry/keys/{key_id}/{step}")
def show_for_other(
    request: Request, services: Shared, caller: SignedIn, key_id: UUID, step: str, held: HeldForm
) -> Response:
    """The form that confirms, refuses or revokes a key of somebody below."""
    key = _below(services, caller, key_id)
    return ask(request, services, caller, _for_key(services, caller, key, OTHERS, step), held)


@router.post("/registry/keys/{key_id}/{step}")
def give_for_other(
    request: Request, services: Shared, caller: SignedIn, form: KeptForm, key_id: UUID, step: str
) -> Response:
    """Do it."""
    key = _below(services, caller, key_id)
    return give(request, services, caller, form, _for_key(services, caller, key, OTHERS, step))


def _mine(
    request: Request,
    services: Services,
    caller: Caller,
    problem: Problem | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    ring, person = services.system.application.reference.keys, caller.account.person
    keys = shown(services, caller, reversed(ring.of(person) if person else ()))
    unit = caller.appointment.unit if caller.appointment else None
    return page(
        request,
        "me/keys.html",
        status=problem.status if problem else 200,
        problem=problem,
        typed=typed or {},
        keys=keys,
        has_password=any(_is_password_in_use(each) for each in keys),
        has_post=unit is not None,
        registrars=registrars_for(services, caller, unit) if unit else (),
        vouching=_vouching(services, caller, ring.of(person) if person and unit else ()),
        site=services.signing.site,
        notice=notice_of(request),
    )


def _vouching(services: Services, caller: Caller, keys: Iterable[Key]) -> _Vouching:
    waiting = {key.id: key.enrolment for key in keys if key.is_waiting and key.enrolment}
    if not waiting or not holds(caller, "key.confirm"):
        return _Vouching()
    circumstances = circumstances_of(services, caller)
    console = frozenset(key for key, each in waiting.items() if is_for_console(each, circumstances))
    others = frozenset(key for key, each in waiting.items() if is_for_another(each, circumstances))
    return _Vouching(console, frozenset(waiting.keys() - console - others))


def _is_password_in_use(key: KeyShown) -> bool:
    """The present password, brought already: bringing it again would be refused."""
    return key.scheme is Scheme.SERVER_ATTESTED and key.state in ("waiting", "confirmed") and not key.is_replaced


def _others(
    request: Request, services: Services, caller: Caller, state: str, after: str, problem: Problem | None = None
) -> Response:
    if not holds(caller, "key.confirm"):
        raise NoPower(post=caller.acting.post.value)
    every = services.system.application.reference.keys.all()
    readable = (key for key in every if key.enrolment and may(caller, "key.confirm", key.enrolment.unit))
    seen = list(waiting_keys(services, caller) if state == "waiting" else readable)
    lines = by_key(seen, lambda key: str(key.id), after)
    return page(
        request,
        "registry/keys.html",
        status=problem.status if problem else 200,
        problem=problem,
        keys=shown(services, caller, lines.lines),
        following=lines.following,
        for_others=_for_others(services, caller, lines.lines),
        state=state,
        most=MOST,
        notice=notice_of(request),
    )


def _for_others(services: Services, caller: Caller, keys: Iterable[Key]) -> frozenset[UUID]:
    """Those of the caller's own that another registrar has to confirm."""
    circumstances = circumstances_of(services, caller)
    return frozenset(key.id for key in keys if key.enrolment and is_for_another(key.enrolment, circumstances))


def _own(services: Services, caller: Caller, key_id: UUID) -> Key:
    """A key of the caller's; refuses `NotKnown` for every other."""
    key = services.system.application.reference.keys.key(KeyId(key_id))
    if key is None or key.enrolment is None or key.enrolment.person != caller.account.person:
        raise NotKnown
    return key


def _below(services: Services, caller: Caller, key_id: UUID) -> Key:
    """A key of somebody in what the caller registers; refuses `NotKnown`."""
    key = services.system.application.reference.keys.key(KeyId(key_id))
    if key is None or key.enrolment is None or not may(caller, "key.refuse", key.enrolment.unit):
        raise NotKnown
    return key


def _brought(services: Services, caller: Caller, form: SentForm) -> Command[Any]:
    enrolling, label = services.enrolling, form.get("label", "").strip()
    match form.get("scheme"):
        case Scheme.WEBAUTHN:
            registration = Registration(
                credential=_decoded(form.get("credential", "")),
                client_data=_decoded(form.get("client_data", "")),
                attestation_object=_decoded(form.get("attestation_object", "")),
            )
            named = identifier(form.get("challenge", "")) or UUID(int=0)
            return enrolling.passkey(caller.account, caller.actor, label, named, registration)
        case Scheme.RAW:
            return enrolling.key_file(caller.actor, label, form.get("public_key", ""))
        case _:
            return enrolling.password(caller.account, caller.actor, label or say("My password"))


def _to_confirm(services: Services, caller: Caller, key: Key) -> Prepared:
    assert key.enrolment is not None
    command = ConfirmKey(key=key.id, fingerprint=fingerprint(key.enrolment.public_key))
    asked = services.system.asked(caller.actor)
    return _prepared(services, caller, command, asked, f"/registry/keys?done={command.name}")


def _prepared(services: Services, caller: Caller, command: Command[Any], asked: Asked, then: str) -> Prepared:
    return prepare(services, caller, command, asked, locale=current_language(), form=Form(then=then))


def _for_key(services: Services, caller: Caller, key: Key, steps: Mapping[str, str], step: str) -> Asking:
    if (command := steps.get(step)) is None:
        raise NotKnown
    place = "/me/keys" if steps is MINE else "/registry/keys"
    (told,) = shown(services, caller, [key])
    fields = fields_of(COMMANDS[command], {"key"})
    hint = say("The first {count} digits, as its holder reads them to you. Do not copy them from here.", count=CODE)
    return Asking(
        command=command,
        given={"key": str(key.id)},
        stream=StreamId(key.id),
        version=key.version or services.system.application.reference.versions.get(key.id, 0),
        fields=tuple(replace(each, hint=hint) if each.name == "fingerprint" else each for each in fields),
        choices=Choosing(services=services, caller=caller),
        action=f"{place}/{key.id}/{step}",
        done=lambda _: f"{place}?done={command}",
        presets={"label": (told.label,)} if step == "rename" else {},
        mend=lambda values: _compared(key, values),
        template="registry/form.html",
        context={
            "later": (),
            "signing": signing_words(services, caller),
            "back": {"href": place, "words": say("My keys") if steps is MINE else say("Keys")},
            "about": f"{told.holder} · {told.scheme_words} · {told.label}",
        },
    )


def _compared(key: Key, values: dict[str, Any]) -> dict[str, Any]:
    """The fingerprint whole, where its first digits were typed as they are."""
    if "fingerprint" not in values:
        return values
    return {**values, "fingerprint": whole_fingerprint(key, str(values["fingerprint"] or ""))}


def _coded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PasskeyNotMade(why="encoding") from error
