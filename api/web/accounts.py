"""Accounts, for administrators: made, disabled, linked to people, passwords set. They can sign nothing here."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access.accounts import AccountId
from api.caller import Caller, names_of
from api.depends import Administrator, SentForm, Shared
from api.problems import Problem
from api.reading.accounts import MOST_FOUND, belongs_to, found_by, people_found
from api.services import Services
from api.web.answers import attempt
from api.web.rendering import page
from api.words import say
from domain.kernel.identity import PersonId

router = APIRouter()

LINES = 50

DONE = {
    "made": "The account was made.",
    "disabled": "The account was disabled; its sessions have ended.",
    "enabled": "The account may be used again.",
    "password": "The password was set; it has to be changed at the next sign-in.",
    "linked": "The account was linked; its sessions have ended.",
    "unlinked": "The account belongs to nobody now; its sessions have ended.",
    "connected": "The account was connected; its sessions have ended.",
    "disconnected": "The account was disconnected; its sessions have ended.",
}
"""What has just been done, by the word in the address."""


@router.get("/accounts")
def show_all(request: Request, services: Shared, caller: Administrator, after: str = "", find: str = "") -> Response:
    """Accounts in the order of their sign-in names, page by page; or those that fit words, at most so many."""
    looked_for = found_by(services, caller, find)
    found = services.accounts.page(after=after, limit=LINES + 1) if looked_for is None else looked_for
    shown = found[:LINES]
    names = names_of(services.system.pool, caller.directory, {each.person for each in shown if each.person})
    return page(
        request,
        "accounts/list.html",
        accounts=[(each, belongs_to(caller, each, names.get(each.person) if each.person else None)) for each in shown],
        following=shown[-1].sign_in if len(found) > LINES else None,
        after=after,
        find=find.strip(),
    )


@router.get("/accounts/new")
def ask_new(request: Request, services: Shared, caller: Administrator, find: str = "") -> Response:
    """The form of a new account; `find` looks for the person whose it shall be."""
    return _new(request, services, caller, {"find": find}, None)


@router.post("/accounts/new")
def make(request: Request, services: Shared, caller: Administrator, form: SentForm) -> Response:
    """Make it; a refusal keeps the name and the person, never the password."""
    if form.get("look"):
        return _new(request, services, caller, form, None)

    def act() -> str:
        made = services.accounts.make(
            form.get("sign_in", ""),
            None if _is_by_provider(services, form) else form.get("password", ""),
            by=caller.account.id,
            now=services.system.clock(),
            person=_person(form.get("person", "")),
            is_administrator=form.get("kind") == "administrator",
        )
        return f"/accounts/{made.id}?done=made"

    return attempt(act, lambda problem: _new(request, services, caller, form, problem))


@router.get("/accounts/{account_id}")
def show(request: Request, services: Shared, caller: Administrator, account_id: UUID, find: str = "") -> Response:
    """One account, and what may be done with it."""
    return account_page(request, services, caller, account_id, {"find": find}, None)


@router.post("/accounts/{account_id}/{act_name}")
def change(
    request: Request, services: Shared, caller: Administrator, form: SentForm, account_id: UUID, act_name: str
) -> Response:
    """Disable, enable, link, unlink, or set a password."""
    account, accounts = AccountId(account_id), services.accounts
    by: dict[str, Any] = {"by": caller.account.id, "now": services.system.clock()}
    acts: dict[str, Callable[[], object]] = {
        "disabled": lambda: accounts.disable(account, **by),
        "enabled": lambda: accounts.enable(account, **by),
        "password": lambda: accounts.set_password(account, form.get("password", ""), **by),
        "linked": lambda: accounts.link(account, _person(form.get("person", "")), **by),
        "unlinked": lambda: accounts.link(account, None, **by),
    }

    def act() -> str:
        acts.get(act_name, lambda: None)()
        return f"/accounts/{account_id}?done={act_name}"

    return attempt(act, lambda problem: account_page(request, services, caller, account_id, form, problem))


def _new(request: Request, services: Services, caller: Caller, typed: Any, problem: Problem | None) -> Response:
    return page(
        request,
        "accounts/new.html",
        status=problem.status if problem else 200,
        problem=problem,
        found=_found(services, caller, typed.get("find", "")),
        provider=services.provider.provider.client.label if services.provider else None,
        **{name: typed.get(name, "") for name in ("find", "sign_in", "person", "kind", "comes_in")},
    )


def _is_by_provider(services: Services, form: Mapping[str, str]) -> bool:
    """Whether nobody shall come in by a password."""
    return services.provider is not None and form.get("comes_in") == "provider"


def account_page(
    request: Request,
    services: Services,
    caller: Caller,
    account_id: UUID,
    typed: Any,
    problem: Problem | None,
    *,
    invitation: str = "",
) -> Response:
    """An account with what may be done with it; `invitation` is a one-time link that was just made."""
    account = services.accounts.get(AccountId(account_id))
    names = names_of(services.system.pool, caller.directory, [account.person] if account.person else [])
    done = DONE.get(request.query_params.get("done", ""))
    return page(
        request,
        "accounts/show.html",
        status=problem.status if problem else 200,
        problem=problem,
        shown=account,
        is_own=account.id == caller.account.id,
        belongs_to=belongs_to(caller, account, names.get(account.person) if account.person else None),
        found=_found(services, caller, typed.get("find", "")),
        find=typed.get("find", ""),
        provider=services.provider.provider.client if services.provider else None,
        identities=services.provider.identities.of(account.id) if services.provider else (),
        subject=typed.get("subject", ""),
        invitation=invitation,
        notice=say(done) if done and not problem else None,
    )


def _found(services: Services, caller: Caller, text: str) -> list[tuple[str, str]]:
    """People who may get an account, found by name or unit."""
    return [(str(person), words) for person, words in islice(people_found(services, caller, text), MOST_FOUND)]


def _person(text: str) -> PersonId | None:
    try:
        return PersonId(UUID(text))
    except ValueError:
        return None
