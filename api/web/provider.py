"""To the provider of sign-ins and back: to come in, by a one-time link, or to connect one's account."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.access.oidc.client import BACK
from api.access.oidc.door import ProviderDoor, Sent, Visitor
from api.access.oidc.identities import IdentityId
from api.access.oidc.under_way import LASTS, Purpose, UnderWay
from api.access.sessions import Opened
from api.depends import SentForm, Shared, SignedIn, services
from api.naming import identifier
from api.problems import Problem
from api.services import Services
from api.web.answers import Again, address_of, attempt, here_only
from api.web.entering import leading, with_session
from api.web.me import account_page
from api.web.refused import refused_page
from api.web.rendering import page
from api.web.sign_in import door_page
from domain.kernel.refusals import NotKnown

router = APIRouter()

COOKIE = "bihuan_provider"
"""Ties a sign-in to the browser that began it."""

PATH = BACK.rpartition("/")[0]
ANSWERS = ("state", "code", "error", "iss")
"""What is read of the provider's answer. Its description of an error is not: anybody could have written it."""


def door(request: Request) -> ProviderDoor:
    """The way in by the provider; without one there is nothing here."""
    found = services(request).provider
    if found is None:
        raise NotKnown
    return found


Door = Annotated[ProviderDoor, Depends(door)]


@router.get(PATH)
def begin(
    request: Request,
    services: Shared,
    door: Door,
    next: str = "/",  # noqa: A002
    held: str = "",
    invitation: str = "",
) -> Response:
    """Off to the provider. A link, and no form: a page's policy lets no form lead to another site."""
    now, target = services.system.clock(), here_only(next)

    def begun() -> UnderWay:
        if not invitation:
            return UnderWay(purpose=Purpose.SIGN_IN, held=identifier(held), target=target)
        found = door.identities.invitation(invitation, now)
        return UnderWay(purpose=Purpose.LINK, account=found.account, invitation=found.id)

    def again(problem: Problem) -> Response:
        return door_page(request, services, held, problem=problem, target=target)

    sent: list[Sent] = []

    def act() -> str:
        sent.append(door.begin(begun(), now))
        return sent[0].address

    answer = attempt(act, again)
    return _keeping(answer, services, sent[0]) if sent else answer


@router.get(BACK)
def back(request: Request, services: Shared, door: Door) -> Response:
    """Back from the provider. What was begun here is finished once; whatever comes in its place is refused."""
    answered = {name: request.query_params[name] for name in ANSWERS if name in request.query_params}
    now, visitor = services.system.clock(), _visitor(request)
    under_way, came_in = list[UnderWay](), list[Opened]()

    def act() -> str:
        begun = door.take(answered, visitor.browser, now)
        under_way.append(begun)
        opened = door.finish(begun, answered, visitor, now)
        if opened is None:
            return begun.target
        came_in.append(opened)
        return leading(services, opened.session, begun.held) or begun.target

    answer = attempt(act, _again(request, services, under_way))
    answer.delete_cookie(COOKIE, path=PATH)
    return with_session(answer, services, came_in[0]) if came_in else answer


@router.get("/sign-in/invited/{secret}")
def invited(request: Request, services: Shared, door: Door, secret: str) -> Response:
    """What a one-time link is for, before anything is done; it is used up only when somebody came back with proof."""
    found = door.identities.invitation(secret, services.system.clock())
    return page(
        request,
        "me/invited.html",
        secret=secret,
        sign_in_name=found.sign_in,
        provider=door.provider.client.label,
    )


@router.post("/me/provider")
def connect(request: Request, services: Shared, caller: SignedIn, form: SentForm, door: Door) -> Response:
    """Connect my account: with my password again, then at the provider. The page's link leads there, no form may."""
    session, now = caller.session, services.system.clock()
    assert session is not None
    sent: list[Sent] = []

    def act() -> str:
        services.sign_in.confirm(session, form.get("present_password", ""), address=address_of(request), now=now)
        begun = UnderWay(
            purpose=Purpose.CONNECT, account=session.account.id, session=session.digest, target="/me?done=connected"
        )
        sent.append(door.begin(begun, now))
        return sent[0].address

    answer = attempt(act, lambda problem: account_page(request, services, caller, problem))
    if not sent:
        return answer
    leaving = page(request, "me/leaving.html", provider=door.provider.client.label, address=sent[0].address)
    return _keeping(leaving, services, sent[0])


@router.post("/me/provider/{identity}/disconnect")
def disconnect(
    request: Request, services: Shared, caller: SignedIn, _form: SentForm, door: Door, identity: UUID
) -> Response:
    """Let nobody in by it any more; refuses where it is the only way in."""

    def act() -> str:
        own, now = caller.account, services.system.clock()
        if IdentityId(identity) not in {each.id for each in door.identities.of(own.id)}:
            raise NotKnown
        door.identities.disconnect(IdentityId(identity), by=own.id, has_password=own.has_password, now=now)
        return "/me?done=disconnected"

    return attempt(act, lambda problem: account_page(request, services, caller, problem))


def _again(request: Request, services: Services, under_way: list[UnderWay]) -> Again:
    """A sign-in that failed is tried again at the door; who was signed in stays where they are."""

    def again(problem: Problem) -> Response:
        begun = under_way[0] if under_way else UnderWay(purpose=Purpose.SIGN_IN)
        if begun.purpose == Purpose.CONNECT:
            return refused_page(request, problem, {})
        return door_page(request, services, begun.held, problem=problem, target=begun.target)

    return again


def _visitor(request: Request) -> Visitor:
    return Visitor(
        browser=request.cookies.get(COOKIE, ""),
        session=request.state.session,
        address=address_of(request),
        device=request.headers.get("user-agent", ""),
    )


def _keeping(answer: Response, services: Services, sent: Sent) -> Response:
    is_secure = services.system.settings.public_origin.startswith("https")
    lasting = int(LASTS.total_seconds())
    answer.set_cookie(COOKIE, sent.browser, max_age=lasting, httponly=True, samesite="lax", secure=is_secure, path=PATH)
    return answer
