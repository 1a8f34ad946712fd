"""Who is who at the provider of sign-ins, for administrators: entered, invited by a one-time link, taken away."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access.accounts import AccountId
from api.access.oidc.identities import IdentityId, invited_at
from api.depends import Administrator, SentForm, Shared
from api.problems import problem_of
from api.web.accounts import account_page
from api.web.answers import attempt
from api.web.provider import Door
from domain.kernel.refusals import NotKnown, Refusal

router = APIRouter()


@router.post("/accounts/{account_id}/provider/connect")
def connect(
    request: Request, services: Shared, caller: Administrator, form: SentForm, door: Door, account_id: UUID
) -> Response:
    """Say who it is there. Names and addresses connect nobody: they change hands."""

    def act() -> str:
        account, now = services.accounts.get(AccountId(account_id)), services.system.clock()
        door.identities.connect(account.id, form.get("subject", "").strip(), by=caller.account.id, now=now)
        return f"/accounts/{account_id}?done=connected"

    return attempt(act, lambda problem: account_page(request, services, caller, account_id, form, problem))


@router.post("/accounts/{account_id}/provider/invite")
def invite(
    request: Request, services: Shared, caller: Administrator, _form: SentForm, door: Door, account_id: UUID
) -> Response:
    """Make a one-time link and show it, this once; it stands in no address, so there is no way back to it."""
    try:
        secret = door.identities.invite(AccountId(account_id), by=caller.account.id, now=services.system.clock())
    except Refusal as refusal:
        return account_page(request, services, caller, account_id, {}, problem_of(refusal))
    link = invited_at(services.system.settings.public_origin, secret)
    return account_page(request, services, caller, account_id, {}, None, invitation=link)


@router.post("/accounts/{account_id}/provider/{identity}/disconnect")
def disconnect(
    request: Request,
    services: Shared,
    caller: Administrator,
    _form: SentForm,
    door: Door,
    account_id: UUID,
    identity: UUID,
) -> Response:
    """Let nobody in by it any more; open sessions end."""

    def act() -> str:
        account = services.accounts.get(AccountId(account_id))
        if IdentityId(identity) not in {each.id for each in door.identities.of(account.id)}:
            raise NotKnown
        now, by = services.system.clock(), caller.account.id
        door.identities.disconnect(IdentityId(identity), by=by, has_password=account.has_password, now=now)
        return f"/accounts/{account_id}?done=disconnected"

    return attempt(act, lambda problem: account_page(request, services, caller, account_id, {}, problem))
