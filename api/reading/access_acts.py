"""The acts of access for administrators: who came in, who was kept out, who changed whose account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from api.access.acts import FAILURES, KINDS, NEWEST, Act, ActDone, acts, whose
from api.caller import Caller
from api.naming import identifier
from api.reading.accounts import account_named
from api.reading.ledger_asked import NotAChoice
from api.reading.names import Names, names_for
from api.services import Services
from api.words import say, term
from domain.kernel.identity import PersonId
from projections.asking import PageUnknown

NAMES = ("account", "person", "kind")
LIMIT = 50
MARK = 8
"""So many digits of a network address's digest tell two addresses apart; it cannot be read from them."""


@dataclass(frozen=True, kw_only=True)
class ActsAsked:
    """Which acts are asked for. `is_nowhere`: of an account that is not there, so of nothing."""

    params: Mapping[str, str] = field(default_factory=dict)
    account: UUID | None = None
    """Who acted, or whose account it is about."""
    kind: str | None = None
    before: int = NEWEST
    is_nowhere: bool = False

    def query(self, **changed: object) -> str:
        """The address of the same question, with changes."""
        return urlencode({name: value for name, value in (dict(self.params) | changed).items() if value})


@dataclass(frozen=True, kw_only=True)
class ActRow:
    """An act in words. `who` and `about` are sign-in names with the people behind them, or what stands for none."""

    id: int
    recorded_at: datetime
    what: str
    is_failure: bool
    who: str
    who_href: str | None
    about: str
    about_href: str | None
    detail: str
    mark: str
    """Of the network address: the same for the same one."""


@dataclass(frozen=True, kw_only=True)
class ActsPage:
    """Rows, newest first; `before` leads on and is none on the last page."""

    rows: tuple[ActRow, ...] = ()
    before: int | None = None


def acts_asked(services: Services, params: Mapping[str, str]) -> ActsAsked:
    """What an address asks. Raises `NotAChoice` and `PageUnknown`."""
    given = {name: text for name in NAMES if (text := params.get(name, "").strip())}
    accounts = [account_named(services, given["account"])] if "account" in given else []
    if "person" in given:
        known = identifier(given["person"])
        accounts.append(services.accounts.of_person(PersonId(known)) if known else None)
    wanted = {each.id if each else None for each in accounts}
    return ActsAsked(
        params=given,
        account=next(iter(wanted), None),
        kind=_kind(given.get("kind")),
        before=_before(params.get("after", "")),
        is_nowhere=None in wanted or len(wanted) > 1,
    )


def found_acts(services: Services, asked: ActsAsked, limit: int = LIMIT) -> tuple[list[ActDone], int | None]:
    """A page of acts, newest first, and the number before which the next one begins."""
    if asked.is_nowhere:
        return [], None
    pool = services.system.pool
    found = acts(pool, involving=asked.account, kind=asked.kind, before=asked.before, limit=limit + 1)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def acts_page(services: Services, caller: Caller, asked: ActsAsked) -> ActsPage:
    """The page in words."""
    found, before = found_acts(services, asked)
    accounts = whose(services.system.pool, {each for act in found for each in (act.who, act.about) if each})
    people = {person for _, person in accounts.values()} | {_linked(act) for act in found}
    names = names_for(services, caller.directory, people)
    return ActsPage(rows=tuple(_row(act, accounts, names) for act in found), before=before)


Accounts = Mapping[UUID, tuple[str, PersonId | None]]


def _row(act: ActDone, accounts: Accounts, names: Names) -> ActRow:
    linked = _linked(act)
    is_failure = act.what in FAILURES
    return ActRow(
        id=act.id,
        recorded_at=act.recorded_at,
        what=term("act", act.what),
        is_failure=is_failure,
        who=_account_words(act.who, accounts, names) or (say("not signed in") if is_failure else say("Console")),
        who_href=_href(act.who),
        about=_account_words(act.about, accounts, names) or say("a name that nobody has"),
        about_href=_href(act.about),
        detail=names.person(linked) if linked else act.detail or "",
        mark=act.address.hex()[:MARK] if act.address else "",
    )


def _account_words(account: UUID | None, accounts: Accounts, names: Names) -> str:
    if account is None or account not in accounts:
        return ""
    sign_in, person = accounts[account]
    return f"{sign_in} · {names.person(person)}" if person else sign_in


def _href(account: UUID | None) -> str | None:
    return f"/accounts/{account}" if account else None


def _linked(act: ActDone) -> PersonId | None:
    """The person to whom an account was linked."""
    known = identifier(act.detail or "") if act.what == Act.ACCOUNT_LINKED else None
    return PersonId(known) if known else None


def _kind(code: str | None) -> str | None:
    if code is not None and code not in KINDS:
        raise NotAChoice(where="kind")
    return code


def _before(text: str) -> int:
    if not text:
        return NEWEST
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise PageUnknown(where="after")
    return int(text)
